#pragma once

// The client's end of one request: records what the plugin answers, and does what slow and lost clients do.

#include "support/recording.hpp"

#include <suasor/host.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace media_sync::test {

/// How an answer stands.
enum class answer_phase {
    waiting,
    answered, ///< whole
    streaming,
    ended,
    cut,   ///< aborted, or released in the middle of a stream
    lost,  ///< the client went away, or a stream that HEAD has asked for
    never, ///< released without an answer; a host sends 500
};

/// What a client has received so far.
struct received_answer {
    answer_phase phase = answer_phase::waiting;
    int status = 0;
    std::map<std::string, std::string> headers;
    std::vector<std::string> chunks; ///< of a stream
    std::string body;                ///< whole, or all chunks
    int times_full = 0;              ///< how often write answered SUASOR_E_FULL
    bool released = false;
};

/// Safe to use from any thread, but for the calls of the plugin, which come from one at a time.
class recorded_exchange {
  public:
    explicit recorded_exchange(bool head_only = false) : head_only_(head_only) {}

    /// From now on nothing is read: the next writes answer SUASOR_E_FULL.
    void stop_reading();
    /// The next write answers SUASOR_E_FULL, and on_writable comes before it returns.
    void be_full_for_a_moment();
    /// Reads again: on_writable comes once for each SUASOR_E_FULL.
    void read_on();
    /// Goes away.
    void cancel();
    /// Calls `act` in the next call of begin, before it returns.
    void during_begin(std::function<void()> act);

    received_answer received() const;
    /// What has been received, as soon as `enough(received)`. Throws std::runtime_error if that does not come.
    received_answer wait_until(const std::function<bool(const received_answer&)>& enough) const;
    received_answer wait_for_phase(answer_phase phase) const;
    /// As soon as the body holds `text`.
    received_answer wait_for_text(const std::string& text) const;

    /// The responder that the plugin gets; once.
    static std::unique_ptr<suasor::host_responder> responder_of(std::shared_ptr<recorded_exchange> exchange);

  private:
    class recording_responder;

    suasor_status send(const suasor::response_head& head, std::string_view body);
    suasor_status listen(std::shared_ptr<suasor::owned_listener> listener);
    suasor_status begin(const suasor::response_head& head);
    suasor_status write(std::string_view chunk);
    suasor_status end();
    void abort();
    void release();

    suasor_status refusal() const;
    void take_head(const suasor::response_head& head);
    void notify() { changed_.notify_all(); }

    const bool head_only_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    received_answer received_;
    std::shared_ptr<suasor::owned_listener> listener_;
    std::function<void()> during_begin_;
    bool reading_ = true;
    bool full_for_a_moment_ = false;
    int owed_writables_ = 0;
};

} // namespace media_sync::test
