#include "http/api_routes.hpp"
#include "http/host_routes.hpp"
#include "http/positive.hpp"

#include "database/media_sync_jobs.hpp"

#include <boost/json/array.hpp>

#include <string>

namespace sample_host::http {
namespace {

constexpr std::string_view k_media_sync = "/api/v1/jobs/media-sync";

answer list_jobs(const principal& who, media_sync_jobs& stored) {
    boost::json::array list;
    for (const auto& each : stored.list(who))
        list.push_back(to_json(each));
    return json_answer(200, std::move(list));
}

answer create_job(const request& asked, const principal& who, media_sync_jobs& stored) {
    const auto wanted = parse_new_media_sync_job(asked.body);
    return json_answer(201, to_json(stored.create(wanted, who)));
}

answer change_job(const request& asked, const principal& who, media_sync_jobs& stored) {
    const auto id = positive<std::uint64_t>(asked.param("id"));
    if (!id) return error_answer(400, "the id of a media sync job is a positive integer", asked.request_id);

    return json_answer(200, to_json(stored.change(*id, parse_media_sync_job_change(asked.body), who)));
}

} // namespace

void add_media_sync_routes(router& routes, const host_services& services) {
    api_routes api(routes, services.workers, services.log);
    auto& stored = services.sync_jobs;
    api.add("GET", k_media_sync, [&](const request&, const principal& who) { return list_jobs(who, stored); });
    api.add("POST", k_media_sync,
            [&](const request& asked, const principal& who) { return create_job(asked, who, stored); });
    api.add("PATCH", std::string(k_media_sync) + "/:id",
            [&](const request& asked, const principal& who) { return change_job(asked, who, stored); });
}

} // namespace sample_host::http
