#include "plugin/http_api/live_audience.hpp"

#include "plugin/http_api/list_subject.hpp"
#include "plugin/http_api/run_subject.hpp"

#include <algorithm>
#include <utility>

namespace media_sync {

namespace {

struct subject_maker {
    std::unique_ptr<live_subject> operator()(const run_topic& topic) const {
        return std::make_unique<run_subject>(topic);
    }
    std::unique_ptr<live_subject> operator()(const job_topic& topic) const {
        return std::make_unique<run_subject>(topic);
    }
    std::unique_ptr<live_subject> operator()(const list_topic& topic) const {
        return std::make_unique<list_subject>(topic);
    }
};

} // namespace

live_audience::topic_entry& live_audience::open_topic(const live_topic& topic) {
    const auto [entry, is_new] = topics_.try_emplace(topic);
    if (!is_new) return *entry;

    entry->second.subject = std::visit(subject_maker{}, topic);
    calls_.opened(topic);
    // What this process has begun since the route has read: nobody was told of that, for nobody followed the topic.
    if (const auto* job = std::get_if<job_topic>(&topic))
        if (const auto run = hub_.of_media_sync_job(job->id)) entry->second.subject->take(run);
    return *entry;
}

// What the hub knows of a run that a route has read. The hub may have let go of it again before the topic was opened.
run_ptr live_audience::latest_of(const run_ptr& read) {
    const auto id = read->run.id;
    if (!id) return read;
    if (auto known = hub_.latest(*id)) return known;

    if (!is_terminal(read->run.status)) hub_.observe({read->run});
    return read;
}

void live_audience::admit(reader_key key, live_arrival arrival, std::shared_ptr<suasor::responder_listener> events) {
    auto& topic = open_topic(arrival.topic);
    for (const auto& run : arrival.read)
        topic.second.subject->take(latest_of(run));
    look(topic);

    topic.second.readers.insert(key);
    auto& place = seats_[key];
    place.user = arrival.user;
    place.reader = std::move(arrival.reader);
    place.counted = std::move(arrival.counted);
    place.topic = &topic;
    // A reader who is through at once takes the topic along if nobody else is there.
    const auto others_are_there = topic.second.readers.size() > 1;
    serve(key, [&](live_reader& reader, live_subject& subject, steady_time now) {
        return reader.open(subject, std::move(events), now);
    });
    if (others_are_there) offer(topic);
}

// Calls the reader, and lets go of it or notes its new deadline.
template <class Call>
void live_audience::serve(reader_key key, Call&& call) {
    const auto found = seats_.find(key);
    if (found == seats_.end()) return; // let go of before what is told of it arrived

    auto& place = found->second;
    if (!call(*place.reader, *place.topic->second.subject, clock_.steady())) return let_go(key);
    if (place.deadline == place.reader->deadline()) return;
    if (place.deadline) deadlines_.erase({*place.deadline, key});
    place.deadline = place.reader->deadline();
    deadlines_.insert({*place.deadline, key});
}

void live_audience::let_go(reader_key key) {
    const auto found = seats_.find(key);
    if (found == seats_.end()) return;

    auto& topic = *found->second.topic;
    if (found->second.deadline) deadlines_.erase({*found->second.deadline, key});
    // The answer is given back last, when nothing is left of its reader here.
    const auto reader = std::move(found->second.reader);
    const auto user = found->second.user;
    seats_.erase(found);
    topic.second.readers.erase(key);
    calls_.left(user);
    if (topic.second.readers.empty()) close_topic(topic);
}

void live_audience::close_topic(topic_entry& topic) {
    calls_.closed(topic.first);
    topics_.erase(live_topic(topic.first));
}

void live_audience::writable(reader_key key) {
    serve(key,
          [](live_reader& reader, live_subject& subject, steady_time now) { return reader.writable(subject, now); });
}

void live_audience::cancelled(reader_key key) {
    let_go(key);
}

void live_audience::changed(std::span<const run_id> runs) {
    std::set<topic_entry*> touched;
    for (const auto id : runs) {
        if (const auto run = hub_.latest(id))
            learn(run, touched);
        else
            lose_sight_of(id, touched);
    }
    for (auto* topic : touched)
        update(*topic);
    fetch_unknown();
}

// Calls `visit` with the topics that show the run, or would.
template <class Visit>
void live_audience::each_topic_of(const run_snapshot& run, Visit&& visit) {
    const auto look_up = [&](const live_topic& topic) {
        if (const auto found = topics_.find(topic); found != topics_.end()) visit(*found);
    };
    look_up(run_topic{run.id.value()});
    if (run.media_sync_job_id) look_up(job_topic{*run.media_sync_job_id});
    // In the order of the variant the lists, which are few, stand between the runs and the media sync jobs.
    const auto end = topics_.lower_bound(job_topic{});
    for (auto topic = topics_.lower_bound(list_topic{}); topic != end; ++topic)
        if (topic->second.subject->concerns(run)) visit(*topic);
}

// Calls `visit` with the topics that show a run of which nothing but the id is known.
template <class Visit>
void live_audience::each_topic_showing(run_id id, Visit&& visit) {
    if (const auto found = topics_.find(run_topic{id}); found != topics_.end()) visit(*found);
    for (auto topic = topics_.lower_bound(list_topic{}); topic != topics_.end(); ++topic)
        if (topic->second.subject->shows(id)) visit(*topic);
}

void live_audience::learn(const run_ptr& run, std::set<topic_entry*>& touched) {
    unknown_.erase(run->run.id.value());
    each_topic_of(run->run, [&](topic_entry& topic) {
        topic.second.subject->take(run);
        touched.insert(&topic);
    });
}

void live_audience::lose_sight_of(run_id id, std::set<topic_entry*>& touched) {
    each_topic_showing(id, [&](topic_entry& topic) {
        unknown_.insert(id);
        touched.insert(&topic);
    });
}

void live_audience::look(topic_entry& topic) {
    for (const auto id : topic.second.subject->look(hub_))
        unknown_.insert(id);
}

// Looks at a topic again, and offers its readers what is new.
void live_audience::update(topic_entry& topic) {
    look(topic);
    offer(topic);
}

void live_audience::offer(topic_entry& topic) {
    auto& [subject, readers, offered] = topic.second;
    const auto version = subject->version();
    if (std::exchange(offered, version) == version) return;

    // Who is through leaves the readers, and the last one takes the topic along.
    const std::vector<reader_key> everybody(readers.begin(), readers.end());
    std::set<std::uint64_t> behind;
    auto some_are_left = everybody.empty();
    for (const auto key : everybody) {
        serve(key, [](live_reader& reader, live_subject& of, steady_time now) { return reader.offer(of, now); });
        const auto left = seats_.find(key);
        if (left == seats_.end()) continue;
        some_are_left = true;
        if (left->second.reader->seen() != version) behind.insert(left->second.reader->seen());
    }
    if (some_are_left) topic.second.subject->readers_are_at(behind);
}

void live_audience::fetch_unknown() {
    if (fetching_ || clock_.steady() < next_fetch_) return;
    std::erase_if(unknown_, [&](run_id id) {
        bool followed = false;
        each_topic_showing(id, [&](topic_entry&) { followed = true; });
        return !followed;
    });
    if (unknown_.empty()) return;

    next_fetch_ = clock_.steady() + k_retry;
    fetching_ = calls_.fetch({unknown_.begin(), unknown_.end()});
}

void live_audience::found(std::span<const run_id> asked, const std::vector<run_ptr>& runs) {
    fetching_ = false;
    std::set<run_id> gone(asked.begin(), asked.end());
    std::set<topic_entry*> touched;
    for (const auto& run : runs) {
        gone.erase(run->run.id.value());
        learn(run, touched);
    }
    for (auto* topic : touched)
        update(*topic);
    for (const auto id : gone)
        forget(id);
    fetch_unknown();
}

void live_audience::forget(run_id id) {
    unknown_.erase(id);
    std::vector<reader_key> left_with_nothing;
    each_topic_showing(id, [&](topic_entry& topic) {
        if (topic.second.subject->drop(id)) return;
        left_with_nothing.insert(left_with_nothing.end(), topic.second.readers.begin(), topic.second.readers.end());
    });
    for (const auto key : left_with_nothing)
        close(key);
}

void live_audience::not_found() {
    fetching_ = false;
}

std::optional<steady_time> live_audience::pass_time() {
    const auto now = clock_.steady();
    while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
        const auto key = deadlines_.begin()->second;
        serve(key,
              [](live_reader& reader, live_subject& subject, steady_time at) { return reader.remind(subject, at); });
    }
    fetch_unknown();

    std::optional<steady_time> next;
    if (!deadlines_.empty()) next = deadlines_.begin()->first;
    if (!unknown_.empty() && !fetching_) next = next ? std::min(*next, next_fetch_) : next_fetch_;
    return next;
}

void live_audience::close(reader_key key) {
    serve(key, [](live_reader& reader, live_subject& subject, steady_time) {
        reader.close(subject);
        return false;
    });
}

void live_audience::close() {
    while (!seats_.empty())
        close(seats_.begin()->first);
}

} // namespace media_sync
