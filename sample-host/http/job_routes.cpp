#include "http/api_routes.hpp"
#include "http/host_routes.hpp"
#include "http/positive.hpp"

#include "database/job_runs.hpp"
#include "database/json_body.hpp"
#include "jobs/scheduler.hpp"

#include <suasor/scheduler.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace sample_host::http {
namespace {

constexpr std::uint32_t k_most_runs = 1000;

std::string_view or_empty_object(std::string_view body) {
    return body.empty() ? "{}" : body;
}

/// 202 with the run, which may be one that was under way already.
answer submit(jobs::scheduler& scheduler, std::string_view job, std::string_view params, const principal& who) {
    const auto prepared = scheduler.submit(job, params, who).value();
    if (prepared.disposition == SUASOR_PREPARED_NOTHING)
        return json_answer(202, {{"runID", nullptr}, {"existing", false}});

    auto accepted =
        json_answer(202, {{"runID", prepared.run_id}, {"existing", prepared.disposition == SUASOR_PREPARED_EXISTING}});
    accepted.head.headers.emplace_back("Location",
                                       "/api/v1/jobs/runs/" + std::to_string(prepared.run_id) + "/progress");
    return accepted;
}

answer start_media_sync(const request& asked, const principal& who, jobs::scheduler& scheduler) {
    const json_body body(asked.body, {"clientID", "syncType"});
    const boost::json::object params{{"clientID", body.required_id("clientID")},
                                     {"syncType", body.required_text("syncType")}};
    return submit(scheduler, "system.media.sync", boost::json::serialize(params), who);
}

answer start_full_sync(const request& asked, const principal& who, jobs::scheduler& scheduler) {
    const json_body body(or_empty_object(asked.body), {"clientID"});
    boost::json::object params;
    if (const auto client = body.id("clientID")) params["clientID"] = *client;
    return submit(scheduler, "system.media.sync.full", boost::json::serialize(params), who);
}

answer start_job(const request& asked, const principal& who, jobs::scheduler& scheduler) {
    return submit(scheduler, asked.param("name"), or_empty_object(asked.body), who);
}

answer list_runs(const request& asked, const principal& who, job_runs& stored) {
    run_page page;
    if (const auto wanted = asked.query_value("limit")) {
        const auto number = positive<std::uint32_t>(*wanted);
        if (!number || *number > k_most_runs)
            return error_answer(400, "limit must be an integer from 1 to 1000", asked.request_id);
        page.limit = *number;
    }
    if (const auto wanted = asked.query_value("before")) {
        page.before = positive<std::uint64_t>(*wanted);
        if (!page.before) return error_answer(400, "before must be the id of a run", asked.request_id);
    }

    boost::json::array list;
    for (const auto& each : stored.list(who, page))
        list.push_back(to_json(each));
    return json_answer(200, std::move(list));
}

answer cancel(const request& asked, const principal& who, const run_canceller& cancel_run) {
    const auto run_id = positive<std::uint64_t>(asked.param("id"));
    if (!run_id) return error_answer(400, "the id of a run is a positive integer", asked.request_id);

    cancel_run(*run_id, who);
    return json_answer(202, {{"runID", *run_id}, {"cancelRequested", true}});
}

} // namespace

void add_job_routes(router& routes, const host_services& services) {
    api_routes api(routes, services.workers, services.log);
    auto& scheduler = services.scheduler;
    auto& runs = services.runs;

    api.add("POST", "/api/v1/jobs/media-sync/run",
            [&](const request& asked, const principal& who) { return start_media_sync(asked, who, scheduler); });
    api.add("POST", "/api/v1/jobs/full-sync",
            [&](const request& asked, const principal& who) { return start_full_sync(asked, who, scheduler); });
    api.add("POST", "/api/v1/jobs/:name/run",
            [&](const request& asked, const principal& who) { return start_job(asked, who, scheduler); });
    api.add("GET", "/api/v1/jobs/runs",
            [&](const request& asked, const principal& who) { return list_runs(asked, who, runs); });
    api.add("DELETE", "/api/v1/jobs/runs/:id",
            [cancel_run = services.cancel_run](const request& asked, const principal& who) {
                return cancel(asked, who, cancel_run);
            });
}

} // namespace sample_host::http
