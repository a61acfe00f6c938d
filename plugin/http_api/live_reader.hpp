#pragma once

// Somebody who follows a subject: a stream, or a request that is held back until there is news.

#include "plugin/http_api/exchange.hpp"
#include "plugin/http_api/live_subject.hpp"

#include <memory>

namespace media_sync {

using steady_time = std::chrono::steady_clock::time_point;

/// Used by one thread. Where a call returns false the reader is through, and is to be let go of.
class live_reader {
  public:
    virtual ~live_reader() = default;

    /// Comes first. `events` hears of what happens to the answer.
    virtual bool open(live_subject& subject, std::shared_ptr<suasor::responder_listener> events, steady_time now) = 0;
    /// The subject's state is another one now.
    virtual bool offer(live_subject& subject, steady_time now) = 0;
    /// There is room again.
    virtual bool writable(live_subject& subject, steady_time now) = 0;
    /// The time of deadline() has come.
    virtual bool remind(live_subject& subject, steady_time now) = 0;
    /// The plugin stops, or there is nothing to follow any more.
    virtual void close(live_subject& subject) = 0;

    steady_time deadline() const { return deadline_; }
    /// The version of the subject that was sent last.
    std::uint64_t seen() const { return seen_; }

  protected:
    steady_time deadline_;
    std::uint64_t seen_ = 0;
};

/// A stream of server-sent events: the present state, then every other one that the reader is quick enough for, and the last
/// one in any case. It holds nothing back for a slow reader but that it is behind.
///
/// A reader whose Last-Event-ID is the present state is spared it; if that is the last one it is answered 204, after which
/// an EventSource does not come back. close() ends the stream without "event: end", so that it does.
std::unique_ptr<live_reader> create_stream(std::shared_ptr<exchange> out, std::chrono::milliseconds keep_alive);

/// A request that is answered as soon as the state is none that it has already, and 304 after `wait`, when the state it has is
/// the last one, and by close().
std::unique_ptr<live_reader> create_wait(std::shared_ptr<exchange> out, std::chrono::seconds wait);

} // namespace media_sync
