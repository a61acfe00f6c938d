#pragma once

// Reads the pages of one step in order, and maps what is on them, ahead of whoever writes them.

#include "plugin/core/media/mapped_item.hpp"
#include "plugin/core/sync/media_source.hpp"

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>

namespace media_sync {

/// Used by one thread.
class page_reader {
  public:
    /// What one or more pages in a row hold.
    struct read_page {
        std::string cursor; ///< where the first of them begins
        std::vector<mapped_item> items;
        std::vector<item_failure> failures;
        std::vector<user_item_state> states;
        std::optional<std::string> next; ///< where the page after them begins; nullopt: there is none
    };

    /// Starts to fetch the page at `cursor`, and the next ones as long as less than `ahead` bytes of items' data wait to be
    /// taken. All references outlive this object.
    page_reader(media_source& source, listing what, std::string cursor, std::size_t ahead, const cancel_token& cancel);

    /// Interrupts a fetch that is under way and waits for its end.
    ~page_reader();

    /// All pages that have been fetched since the last call, or the next one as soon as it is there; nullopt after the last.
    /// Throws what the source throws, after the pages before.
    std::optional<read_page> next();

  private:
    // The run's token, which this object's end also triggers.
    class own_token final : public cancel_token {
      public:
        explicit own_token(const cancel_token& run) : run_(run) {}

        cancel_reason requested() const override;
        cancel_reason wait(std::chrono::milliseconds timeout) const override;
        void stop() { stopped_ = true; }

      private:
        const cancel_token& run_;
        std::atomic<bool> stopped_{false};
    };

    void fetch_from(std::string cursor);
    bool wait_for_room();
    void add(read_page page);
    void end();

    media_source& source_;
    const listing what_;
    const std::size_t ahead_;
    own_token token_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<read_page> waiting_;
    std::size_t bytes_waiting_ = 0;
    bool ended_ = false;    // nothing more will be fetched
    bool stopping_ = false; // nothing more is wanted
    std::future<void> fetching_;
};

} // namespace media_sync
