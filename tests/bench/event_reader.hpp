#pragma once

// What one reader of a run's stream has seen of it.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace media_sync::bench {

class event_reader {
  public:
    /// The next bytes of the stream, which have just arrived.
    void take(std::string_view bytes);

    /// How late each event `progress` but the first one arrived.
    const std::vector<double>& latencies_ms() const { return latencies_ms_; }
    /// Whether the terminal state and `event: end` have come.
    bool ended() const { return completed_ && ended_; }

  private:
    void take_event(std::string_view text);

    std::string begun_; // of an event that is not complete
    std::vector<double> latencies_ms_;
    bool first_ = true;
    bool completed_ = false;
    bool ended_ = false;
};

} // namespace media_sync::bench
