#pragma once

// Reads the pages of one step in order, one page ahead of whoever writes them.

#include "plugin/core/sync/media_source.hpp"

#include <atomic>
#include <future>

namespace media_sync {

/// At most two pages are in memory: the one handed out and the one being fetched. Used by one thread.
class page_reader {
  public:
    struct read_page {
        std::string cursor; ///< where this page begins
        media_page page;
    };

    /// Starts to fetch the page at `cursor`. All references outlive this object.
    page_reader(media_source& source, listing what, std::string cursor, const cancel_token& cancel);

    /// Interrupts a fetch that is under way and waits for its end.
    ~page_reader();

    /// The next page, or nullopt after the last. Throws what the source throws.
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

    void fetch(std::string cursor);

    media_source& source_;
    const listing what_;
    own_token token_;
    std::optional<std::string> cursor_; // of the page that ahead_ fetches
    std::future<media_page> ahead_;
};

} // namespace media_sync
