#include "plugin/http_api/progress_routes.hpp"

#include "plugin/http_api/accept.hpp"
#include "plugin/http_api/exchange.hpp"
#include "plugin/http_api/listed_failures.hpp"
#include "plugin/http_api/route_query.hpp"
#include "plugin/http_api/route_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

namespace media_sync {

namespace {

constexpr std::string_view k_json = "application/json";
constexpr std::string_view k_event_stream = "text/event-stream";

run_ptr published(run_snapshot run) {
    return std::make_shared<const published_run>(std::move(run));
}

// What is different from route to route. Lives as long as the routes.
class progress_route {
  public:
    virtual ~progress_route() = default;

    virtual std::string_view path() const = 0;
    /// Begins the message of the envelope.
    virtual std::string_view subject() const = 0;
    virtual accepted_or<route_query> accept(const suasor::request& request) const = 0;
    virtual live_topic topic(const route_query& ask) const = 0;

    /// What is known without the store; nullopt: ask it.
    virtual std::optional<accepted_or<route_state>> at_once(const route_query&) const { return std::nullopt; }
    /// May block; throws store_unavailable.
    virtual accepted_or<route_state> read(const route_query& ask) const = 0;
    /// The same for somebody who is going to follow it: the hub knows what was read. May block likewise.
    virtual accepted_or<route_state> read_to_follow(const route_query& ask) const = 0;
};

class run_route final : public progress_route {
  public:
    explicit run_route(const route_parts& parts) : parts_(parts) {}

    std::string_view path() const override { return "/jobs/runs/:id/progress"; }
    std::string_view subject() const override { return "Job run progress"; }
    accepted_or<route_query> accept(const suasor::request& request) const override { return query_of_run(request); }
    live_topic topic(const route_query& ask) const override { return run_topic{ask.id}; }

    std::optional<accepted_or<route_state>> at_once(const route_query& ask) const override {
        if (ask.failures_after) return std::nullopt;
        auto known = parts_.hub.first_hand(ask.id);
        if (!known) return std::nullopt;
        if (!ask.viewer.covers(known->run.owner)) return no_such_run(ask);
        return route_state::one(std::move(known));
    }

    accepted_or<route_state> read(const route_query& ask) const override {
        auto run = parts_.jobs.get_progress(ask.id, ask.viewer);
        if (!run) return no_such_run(ask);
        // The failures after the run: those that come in between are newer than its tag, and the next poll finds another.
        if (ask.failures_after) {
            const auto stored = parts_.failures.of_run(ask.id, *ask.failures_after);
            // Another plugin's job has none here: all that it tells of failures is its own data.
            if (!stored.empty() || *ask.failures_after > 0)
                run->progress_data = with_failures(run->progress_data, stored);
        }
        return route_state::one(published(*std::move(run)));
    }

    accepted_or<route_state> read_to_follow(const route_query& ask) const override {
        auto state = read(ask);
        if (state) parts_.hub.observe({state->runs().front()->run});
        return state;
    }

  private:
    static refusal no_such_run(const route_query& ask) { return {404, fmt::format("there is no run {}", ask.id)}; }

    const route_parts parts_;
};

class active_route final : public progress_route {
  public:
    explicit active_route(const route_parts& parts) : parts_(parts) {}

    std::string_view path() const override { return "/jobs/active"; }
    std::string_view subject() const override { return "Active jobs"; }
    accepted_or<route_query> accept(const suasor::request& request) const override { return query_of_list(request); }
    live_topic topic(const route_query& ask) const override { return list_topic{ask.viewer.only, ask.limit}; }

    accepted_or<route_state> read(const route_query& ask) const override {
        std::vector<run_ptr> runs;
        for (auto& run : parts_.jobs.get_active_runs(ask.viewer, ask.limit))
            runs.push_back(published(std::move(run)));
        return route_state::list(std::move(runs));
    }

    accepted_or<route_state> read_to_follow(const route_query& ask) const override {
        auto stored = parts_.jobs.get_active_runs(ask.viewer, ask.limit);
        std::set<run_id> active;
        for (const auto& run : stored)
            active.insert(run.id.value());
        parts_.hub.observe(std::move(stored));

        // What somebody else followed until a while ago may have ended since without a word to this process. What then takes
        // its place on the list may have, too.
        while (look_up_others(ask, active)) {
        }
        return route_state::list(parts_.hub.active(ask.viewer, ask.limit));
    }

  private:
    // Asks for what the hub lists beyond the runs that are `looked_up`, to which it adds. False if there is no such run.
    bool look_up_others(const route_query& ask, std::set<run_id>& looked_up) const {
        std::vector<run_id> others;
        for (const auto& known : parts_.hub.active(ask.viewer, ask.limit))
            if (const auto id = *known->run.id; !parts_.hub.first_hand(id) && looked_up.insert(id).second)
                others.push_back(id);
        if (others.empty()) return false;

        auto found = parts_.runs.find_many(others);
        std::set<run_id> gone(others.begin(), others.end());
        for (const auto& run : found)
            gone.erase(run.id.value());
        parts_.hub.observe(std::move(found));
        for (const auto id : gone)
            parts_.hub.forget(id);
        return true;
    }

    const route_parts parts_;
};

class media_sync_route final : public progress_route {
  public:
    explicit media_sync_route(const route_parts& parts) : parts_(parts) {}

    std::string_view path() const override { return "/jobs/media-sync/:id/progress"; }
    std::string_view subject() const override { return "Media sync progress"; }
    accepted_or<route_query> accept(const suasor::request& request) const override { return query_by_id(request); }
    live_topic topic(const route_query& ask) const override { return job_topic{ask.id}; }

    // The run that this process executes is the job's only active one.
    std::optional<accepted_or<route_state>> at_once(const route_query& ask) const override {
        auto known = parts_.hub.of_media_sync_job(ask.id);
        if (!known || is_terminal(known->run.status) || !parts_.hub.first_hand(*known->run.id)) return std::nullopt;
        // The job may be another user's than the run.
        if (!ask.viewer.covers(known->run.owner)) return std::nullopt;
        return route_state::whichever(std::move(known));
    }

    accepted_or<route_state> read(const route_query& ask) const override {
        auto run = parts_.jobs.of_media_sync_job(ask.id, ask.viewer);
        if (!run) return refusal{404, run.error().text};
        return route_state::whichever(published(*std::move(run)));
    }

    accepted_or<route_state> read_to_follow(const route_query& ask) const override {
        auto state = read(ask);
        // A placeholder is no run.
        if (state && state->runs().front()->run.id) parts_.hub.observe({state->runs().front()->run});
        return state;
    }

  private:
    const route_parts parts_;
};

// Takes the requests of a route from the host's thread to their answer.
class route_handler {
  public:
    route_handler(std::unique_ptr<const progress_route> route, const route_options& options, const route_parts& parts)
        : route_(std::move(route)), options_(options), parts_(parts) {}

    std::string_view path() const { return route_->path(); }

    void handle(const suasor::request& request, suasor::responder answer) const {
        auto out = std::make_shared<exchange>(request, std::move(answer), route_->subject(), options_, parts_.time);
        const auto ask = route_->accept(request);
        if (!ask) return out->refuse(ask.error());

        static constexpr std::array k_offered{k_json, k_event_stream};
        const auto offered = std::span(k_offered).first(ask->failures_after ? 1 : 2);
        const auto type = preferred_type(request.joined_header("Accept"), offered);
        if (!type)
            return out->refuse({406, ask->failures_after
                                         ? "all failures are given as application/json only; accept that"
                                         : "this route answers with application/json or text/event-stream; "
                                           "accept one of them"});

        if (*type == k_event_stream)
            follow(out, *ask, [this, out, who = ask->user, topic = route_->topic(*ask)](const route_state& state) {
                return parts_.feed.stream(who, topic, state.runs(), out);
            });
        else if (const auto wait = out->wait(); wait && !ask->failures_after)
            follow(out, *ask,
                   [this, out, who = ask->user, topic = route_->topic(*ask), wait = *wait](const route_state& state) {
                       return parts_.feed.hold(who, topic, state.runs(), out, wait);
                   });
        else
            answer_now(out, *ask);
    }

  private:
    using exchange_ptr = std::shared_ptr<exchange>;

    static refusal not_admitted(admission why) {
        switch (why) {
        case admission::too_many_of_user:
            return {429,
                    "you have as many progress streams open as the setting maxStreamsPerUser allows; close some, or "
                    "poll"};
        case admission::too_many:
            return {503,
                    "as many progress streams are open as the setting maxStreams allows; try again shortly, or poll"};
        default:
            return {503, "the server stops; try again shortly"};
        }
    }

    static void send(exchange& out, const accepted_or<route_state>& state) {
        if (!state) return out.refuse(state.error());
        std::string json;
        out.answer(state->tag(), [&]() -> std::string_view { return json = state->json(); });
    }

    void answer_now(const exchange_ptr& out, const route_query& ask) const {
        if (const auto known = route_->at_once(ask)) return send(*out, *known);
        post(out, [this, out, ask] { send(*out, route_->read(ask)); });
    }

    template <class Join>
    void follow(const exchange_ptr& out, const route_query& ask, Join join) const {
        const auto enter = [out, join, &counted = parts_.counted](const accepted_or<route_state>& state) {
            if (!state) return out->refuse(state.error());
            const auto joined = join(*state);
            if (joined == admission::taken) return;
            if (joined != admission::stopping) counted.request_refused(refusal_reason::too_many_followers);
            out->refuse(not_admitted(joined));
        };
        if (const auto known = route_->at_once(ask)) return enter(*known);
        post(out, [this, ask, enter] { enter(route_->read_to_follow(ask)); });
    }

    // Does what has to ask the store on a thread of ours.
    template <class Task>
    void post(const exchange_ptr& out, Task task) const {
        const auto queued =
            parts_.database_reads.try_post([out, task, on_trouble = parts_.on_trouble, &counted = parts_.counted] {
                suasor::guarded(nullptr, [&] {
                    try {
                        task();
                    } catch (const store_unavailable&) {
                        counted.request_refused(refusal_reason::store_away);
                        out->refuse({503, "the database cannot be reached at present; try again shortly"});
                    } catch (const std::exception& unexpected) {
                        on_trouble(unexpected.what());
                        out->refuse({500, "the server has failed to read this; its log says why"});
                    }
                });
            });
        if (queued) return;
        parts_.counted.request_refused(refusal_reason::queue_full);
        out->refuse({503, "too many requests wait for the database; try again shortly"});
    }

    const std::unique_ptr<const progress_route> route_;
    const route_options options_;
    const route_parts parts_;
};

} // namespace

void add_progress_routes(const suasor_router_service& router, const route_options& options, const route_parts& parts) {
    const auto add = [&](std::unique_ptr<const progress_route> route) {
        const auto handler = std::make_shared<const route_handler>(std::move(route), options, parts);
        suasor::add_route(router, "GET", options.prefix + std::string(handler->path()),
                          [handler](const suasor::request& request, suasor::responder answer) {
                              handler->handle(request, std::move(answer));
                          });
    };
    add(std::make_unique<run_route>(parts));
    add(std::make_unique<active_route>(parts));
    add(std::make_unique<media_sync_route>(parts));
}

} // namespace media_sync
