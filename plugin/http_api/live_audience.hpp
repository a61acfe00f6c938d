#pragma once

// Everybody who follows something at present: brings each reader what it lacks, when it can take it. This is the live feed
// without its thread.

#include "plugin/core/progress/progress_hub.hpp"
#include "plugin/http_api/counted_follower.hpp"
#include "plugin/http_api/live_reader.hpp"
#include "plugin/http_api/live_subject.hpp"
#include "plugin/http_api/live_topic.hpp"

#include <functional>
#include <map>
#include <set>
#include <span>
#include <unordered_map>

namespace media_sync {

using reader_key = std::uint64_t;

/// A reader who wants to follow a topic, with what its route has just read of it.
struct live_arrival {
    live_topic topic;
    user_id user = 0; ///< whose reader it is
    std::vector<run_ptr> read;
    std::unique_ptr<live_reader> reader;
    counted_follower counted = {};
};

/// Used by one thread; only that thread calls the responders of the readers.
class live_audience {
  public:
    struct callbacks {
        /// Asks for these runs to be read from the store, whose answer comes with found() or not_found(). False if that is not
        /// possible at present.
        std::function<bool(std::vector<run_id>)> fetch;
        std::function<void(const live_topic&)> opened; ///< the topic got its first reader
        std::function<void(const live_topic&)> closed; ///< the topic has lost its last reader
        std::function<void(user_id)> left;             ///< a reader of this user's has been let go of
    };

    /// From one try to read from the store to the next.
    static constexpr std::chrono::milliseconds k_retry{1000};

    live_audience(progress_hub& hub, const clock& time, callbacks calls)
        : hub_(hub), clock_(time), calls_(std::move(calls)) {}

    void admit(reader_key key, live_arrival arrival, std::shared_ptr<suasor::responder_listener> events);
    void writable(reader_key key);
    void cancelled(reader_key key);

    /// These runs are others now.
    void changed(std::span<const run_id> runs);
    /// What the store has of the runs that were asked for; those that are missing do not exist any more.
    void found(std::span<const run_id> asked, const std::vector<run_ptr>& runs);
    /// The store could not be asked; it will be asked again.
    void not_found();

    /// Does what is due. Returns when to be called again, at the latest.
    std::optional<steady_time> pass_time();

    /// Closes every reader.
    void close();

  private:
    struct audience_of_topic {
        std::unique_ptr<live_subject> subject;
        std::set<reader_key> readers;
        std::uint64_t offered = 0; // the version that all who were there have been offered
    };
    using topic_entry = std::map<live_topic, audience_of_topic>::value_type;

    struct seat {
        user_id user = 0;
        std::unique_ptr<live_reader> reader;
        counted_follower counted;
        topic_entry* topic = nullptr;
        std::optional<steady_time> deadline; // as it stands in deadlines_
    };

    template <class Visit>
    void each_topic_of(const run_snapshot& run, Visit&& visit);
    template <class Visit>
    void each_topic_showing(run_id id, Visit&& visit);

    topic_entry& open_topic(const live_topic& topic);
    run_ptr latest_of(const run_ptr& read);
    template <class Call>
    void serve(reader_key key, Call&& call);
    void let_go(reader_key key);
    void learn(const run_ptr& run, std::set<topic_entry*>& touched);
    void lose_sight_of(run_id id, std::set<topic_entry*>& touched);
    void look(topic_entry& topic);
    void update(topic_entry& topic);
    void offer(topic_entry& topic);
    void close_topic(topic_entry& topic);
    void close(reader_key key);
    void forget(run_id id);
    void fetch_unknown();

    progress_hub& hub_;
    const clock& clock_;
    const callbacks calls_;

    std::map<live_topic, audience_of_topic> topics_;
    std::unordered_map<reader_key, seat> seats_;
    std::set<std::pair<steady_time, reader_key>> deadlines_;

    std::set<run_id> unknown_; // followed runs that the hub does not know any more
    bool fetching_ = false;
    steady_time next_fetch_;
};

} // namespace media_sync
