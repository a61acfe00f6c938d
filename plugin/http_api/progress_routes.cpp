#include "plugin/http_api/progress_routes.hpp"

#include "plugin/core/progress/run_json.hpp"
#include "plugin/http_api/accept.hpp"
#include "plugin/http_api/entity_tag.hpp"
#include "plugin/http_api/error_body.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <memory>

namespace media_sync {

namespace {

constexpr std::size_t k_default_limit = 100;
constexpr std::string_view k_retry_after_seconds = "2";

// What the error body says.
struct refusal {
    refusal() = default;
    refusal(int http_status, std::string text) : status(http_status), message(std::move(text)) {}

    int status = 500;
    std::string message;
};

template <class T>
using accepted_or = boost::system::result<T, refusal>;

// One request on its way to an answer, possibly on another thread than the host's.
class exchange {
  public:
    exchange(const suasor::request& request, suasor::responder answer, const route_options& options, const clock& time)
        : answer_(std::move(answer)), request_id_(request.id()), none_match_(request.joined_header("If-None-Match")),
          options_(options), clock_(time) {}

    void send(const run_snapshot& run, std::string_view message) {
        send(entity_tag(run), message, [&] { return run_json(run); });
    }
    void send_whichever(const run_snapshot& run, std::string_view message) {
        send(entity_tag_with_id(run), message, [&] { return run_json(run); });
    }
    void send(const std::vector<run_snapshot>& runs, std::string_view message) {
        send(entity_tag(runs), message, [&] { return run_array_json(runs); });
    }

    void refuse(const refusal& why) {
        const auto body = error_body(why.status, why.message, clock_.now(), request_id_);
        std::vector<suasor::field> headers{{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
        if (why.status == 401) headers.push_back({"WWW-Authenticate", "Bearer"});
        if (why.status == 503) headers.push_back({"Retry-After", k_retry_after_seconds});
        answer_.send(why.status, headers, body);
    }

  private:
    // The body is made only if the caller does not have it already.
    template <class Body>
    void send(std::string_view tag, std::string_view message, Body&& body) {
        std::vector<suasor::field> headers{
            {"ETag", tag}, {"Cache-Control", "private, no-cache"}, {"Vary", "Accept, Authorization, Cookie"}};
        if (none_match_holds(none_match_, tag)) {
            answer_.send(304, headers, {});
            return;
        }

        auto json = body();
        if (options_.envelope == response_envelope::suasor)
            json = fmt::format(R"({{"success":true,"message":"{}","data":{}}})", message, json);
        headers.push_back({"Content-Type", "application/json"});
        answer_.send(200, headers, json);
    }

    suasor::responder answer_;
    std::string request_id_;
    std::string none_match_;
    const route_options& options_;
    const clock& clock_;
};

template <class Integer>
std::optional<Integer> parse_positive(std::string_view text) {
    Integer value = 0;
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end || value <= 0) return std::nullopt;
    return value;
}

// What a handler knows of the request once it has been found to be well-formed.
struct accepted {
    scope viewer;
    std::uint64_t id = 0;
    std::size_t limit = k_default_limit;
};

accepted_or<scope> viewer_of(const suasor::request& request) {
    const auto principal = request.principal();
    if (!principal)
        return refusal{401, "sign in first: send a bearer token in the Authorization header, or a session cookie"};

    const auto own = request.query("scope");
    if (own && *own != "own")
        return refusal{400, fmt::format("scope \"{}\" is not known; there is only scope=own", *own)};
    if (principal->is_admin && !own) return scope{};
    return scope{principal->user_id};
}

accepted_or<std::uint64_t> id_of(const suasor::request& request) {
    // Positive and 64-bit as PostgreSQL has it.
    const auto id = parse_positive<std::int64_t>(request.param("id"));
    if (!id) return refusal{400, fmt::format("the id \"{}\" is not a positive 64-bit integer", request.param("id"))};
    return static_cast<std::uint64_t>(*id);
}

accepted_or<std::size_t> limit_of(const suasor::request& request) {
    const auto text = request.query("limit");
    if (!text) return k_default_limit;
    const auto limit = parse_positive<std::size_t>(*text);
    if (!limit || *limit > k_longest_active_list)
        return refusal{400, fmt::format("limit \"{}\" is not a number from 1 to {}", *text, k_longest_active_list)};
    return *limit;
}

class progress_routes {
  public:
    progress_routes(const route_options& options, job_service& jobs, run_store& runs, work_queue& database_reads,
                    const clock& time)
        : options_(options), jobs_(jobs), runs_(runs), database_reads_(database_reads), clock_(time) {}

    void run_progress(const suasor::request& request, suasor::responder answer) {
        handle(
            request, std::move(answer), &accept_id,
            [this](exchange& out, const accepted& ask) {
                const auto known = jobs_.known_progress(ask.id, ask.viewer);
                if (known) reply_with_run(out, *known);
                return known.has_value();
            },
            [this](exchange& out, const accepted& ask) {
                reply_with_run(out, jobs_.get_progress(ask.id, ask.viewer));
            });
    }

    void active(const suasor::request& request, suasor::responder answer) {
        handle(request, std::move(answer), &accept_limit, not_at_once, [this](exchange& out, const accepted& ask) {
            out.send(jobs_.get_active_runs(ask.viewer, ask.limit), "Active jobs retrieved successfully");
        });
    }

    void media_sync_progress(const suasor::request& request, suasor::responder answer) {
        handle(request, std::move(answer), &accept_id, not_at_once, [this](exchange& out, const accepted& ask) {
            const auto run = runs_.of_media_sync_job(ask.id, ask.viewer);
            if (!run) return out.refuse({404, fmt::format("there is no media sync job {}", ask.id)});
            out.send_whichever(*run, "Media sync progress retrieved successfully");
        });
    }

  private:
    static accepted_or<accepted> accept_id(const suasor::request& request) {
        const auto viewer = viewer_of(request);
        if (!viewer) return viewer.error();
        const auto id = id_of(request);
        if (!id) return id.error();
        return accepted{*viewer, *id, k_default_limit};
    }

    static accepted_or<accepted> accept_limit(const suasor::request& request) {
        const auto viewer = viewer_of(request);
        if (!viewer) return viewer.error();
        const auto limit = limit_of(request);
        if (!limit) return limit.error();
        return accepted{*viewer, 0, *limit};
    }

    static void reply_with_run(exchange& out, const result<run_snapshot>& run) {
        if (!run) return out.refuse({404, run.error().text});
        out.send(*run, "Job run progress retrieved successfully");
    }

    static bool not_at_once(exchange&, const accepted&) { return false; }

    // Checks the request on the host's thread, and answers it there if that can be done at once, else on one of ours.
    template <class Accept, class AtOnce, class Reply>
    void handle(const suasor::request& request, suasor::responder answer, Accept accept, AtOnce at_once, Reply reply) {
        auto out = std::make_shared<exchange>(request, std::move(answer), options_, clock_);
        const auto ask = accept(request);
        if (!ask) return out->refuse(ask.error());
        if (!accepts(request.joined_header("Accept"), "application/json"))
            return out->refuse({406, "this route answers with application/json only; send Accept: application/json"});

        if (at_once(*out, *ask)) return;
        const auto queued = database_reads_.try_post([this, out, ask = *ask, reply] { guard(*out, ask, reply); });
        if (!queued) out->refuse({503, "too many requests wait for the database; try again shortly"});
    }

    template <class Reply>
    void guard(exchange& out, const accepted& ask, const Reply& reply) noexcept {
        suasor::guarded(nullptr, [&] {
            try {
                reply(out, ask);
            } catch (const store_unavailable&) {
                out.refuse({503, "the database cannot be reached at present; try again shortly"});
            }
        });
    }

    const route_options options_;
    job_service& jobs_;
    run_store& runs_;
    work_queue& database_reads_;
    const clock& clock_;
};

} // namespace

void add_progress_routes(const suasor_router_service& router, const route_options& options, job_service& jobs,
                         run_store& runs, work_queue& database_reads, const clock& time) {
    const auto routes = std::make_shared<progress_routes>(options, jobs, runs, database_reads, time);
    const auto add = [&](std::string_view path, auto member) {
        suasor::add_route(router, "GET", options.prefix + std::string(path),
                          [routes, member](const suasor::request& request, suasor::responder answer) {
                              (*routes.*member)(request, std::move(answer));
                          });
    };
    add("/jobs/runs/:id/progress", &progress_routes::run_progress);
    add("/jobs/active", &progress_routes::active);
    add("/jobs/media-sync/:id/progress", &progress_routes::media_sync_progress);
}

} // namespace media_sync
