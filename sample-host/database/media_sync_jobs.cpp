#include "database/media_sync_jobs.hpp"

#include "database/json_body.hpp"
#include "database/row_values.hpp"

#include <algorithm>
#include <array>

namespace sample_host {
namespace {

constexpr std::array<std::string_view, 8> k_sync_types{"movies",    "series",      "music",     "history",
                                                       "favorites", "collections", "playlists", "full"};
constexpr std::array<std::string_view, 4> k_frequencies{"manual", "daily", "weekly", "monthly"};

template <std::size_t n>
void check_one_of(const std::array<std::string_view, n>& values, std::string_view value, const char* what) {
    if (std::find(values.begin(), values.end(), value) != values.end()) return;

    std::string names;
    for (const auto each : values)
        names += (names.empty() ? "" : ", ") + std::string(each);
    throw suasor::error(SUASOR_E_INVALID_ARGUMENT, std::string(what) + " must be one of " + names);
}

#define JOB_COLUMNS                                                                                                    \
    "id, user_id, client_id, client_type, sync_type, frequency, enabled::int::bigint AS "                              \
    "enabled, " SUASOR_HOST_RFC3339("last_sync_time") ", " SUASOR_HOST_RFC3339("created_at") ", " SUASOR_HOST_RFC3339( \
        "updated_at")

media_sync_job to_job(const soci::row& row) {
    return {id_of(row, "id"),
            id_of(row, "user_id"),
            id_of(row, "client_id"),
            text_of(row, "client_type"),
            text_of(row, "sync_type"),
            text_of(row, "frequency"),
            number_of(row, "enabled") != 0,
            text_or_null(row, "last_sync_time"),
            text_of(row, "created_at"),
            text_of(row, "updated_at")};
}

class postgres_media_sync_jobs final : public media_sync_jobs {
  public:
    explicit postgres_media_sync_jobs(connections& pool) : pool_(pool) {}

    media_sync_job create(const new_media_sync_job& request, const suasor::principal& viewer) override;
    media_sync_job change(std::uint64_t id, const media_sync_job_change& wanted,
                          const suasor::principal& viewer) override;
    std::vector<media_sync_job> list(const suasor::principal& viewer) override;

  private:
    connections& pool_;
};

constexpr auto k_insert_job =
    "INSERT INTO public.media_sync_jobs"
    " (created_at, updated_at, user_id, client_id, client_type, sync_type, frequency, enabled)"
    " SELECT now(), now(), c.user_id, c.id, c.type, :sync_type, :frequency, :enabled = 1"
    " FROM public.clients c"
    " WHERE c.id = :client_id AND (c.user_id = :user_id OR :is_admin = 1)"
    " RETURNING " JOB_COLUMNS;

media_sync_job postgres_media_sync_jobs::create(const new_media_sync_job& request, const suasor::principal& viewer) {
    check_one_of(k_sync_types, request.sync_type, "\"syncType\"");
    check_one_of(k_frequencies, request.frequency, "\"frequency\"");
    const int enabled = request.enabled;
    const auto client_id = static_cast<long long>(request.client_id);
    const auto user_id = static_cast<long long>(viewer.user_id);
    const int is_admin = viewer.is_admin;

    return pool_.use([&](soci::session& session) {
        soci::row row;
        session << k_insert_job, soci::use(request.sync_type), soci::use(request.frequency), soci::use(enabled),
            soci::use(client_id), soci::use(user_id), soci::use(is_admin), soci::into(row);
        if (!session.got_data())
            throw suasor::error(SUASOR_E_NOT_FOUND, "there is no client " + std::to_string(request.client_id));
        return to_job(row);
    });
}

constexpr auto k_update = "UPDATE public.media_sync_jobs SET updated_at = now(),"
                          " frequency = COALESCE(CAST(:frequency AS text), frequency),"
                          " enabled = COALESCE(CAST(:enabled AS integer) = 1, enabled)"
                          " WHERE id = :id AND (user_id = :user_id OR :is_admin = 1)"
                          " RETURNING " JOB_COLUMNS;

media_sync_job postgres_media_sync_jobs::change(std::uint64_t id, const media_sync_job_change& wanted,
                                                const suasor::principal& viewer) {
    if (wanted.frequency) check_one_of(k_frequencies, *wanted.frequency, "\"frequency\"");
    const auto frequency = wanted.frequency.value_or("");
    auto frequency_is = wanted.frequency ? soci::i_ok : soci::i_null;
    const int enabled = wanted.enabled.value_or(false);
    auto enabled_is = wanted.enabled ? soci::i_ok : soci::i_null;
    const auto job_id = static_cast<long long>(id);
    const auto user_id = static_cast<long long>(viewer.user_id);
    const int is_admin = viewer.is_admin;

    return pool_.use([&](soci::session& session) {
        soci::row row;
        session << k_update, soci::use(frequency, frequency_is), soci::use(enabled, enabled_is), soci::use(job_id),
            soci::use(user_id), soci::use(is_admin), soci::into(row);
        if (!session.got_data())
            throw suasor::error(SUASOR_E_NOT_FOUND, "there is no media sync job " + std::to_string(id));
        return to_job(row);
    });
}

constexpr auto k_list_jobs = "SELECT " JOB_COLUMNS " FROM public.media_sync_jobs"
                             " WHERE user_id = :user_id OR :is_admin = 1 ORDER BY id";

std::vector<media_sync_job> postgres_media_sync_jobs::list(const suasor::principal& viewer) {
    const auto user_id = static_cast<long long>(viewer.user_id);
    const int is_admin = viewer.is_admin;

    return pool_.use([&](soci::session& session) {
        std::vector<media_sync_job> found;
        soci::rowset<soci::row> rows = (session.prepare << k_list_jobs, soci::use(user_id), soci::use(is_admin));
        for (const auto& row : rows)
            found.push_back(to_job(row));
        return found;
    });
}

} // namespace

new_media_sync_job parse_new_media_sync_job(std::string_view json) {
    const json_body body(json, {"clientID", "syncType", "frequency", "enabled"});

    new_media_sync_job request;
    request.client_id = body.required_id("clientID");
    request.sync_type = body.required_text("syncType");
    request.frequency = body.text("frequency").value_or(request.frequency);
    request.enabled = body.flag("enabled").value_or(true);
    return request;
}

media_sync_job_change parse_media_sync_job_change(std::string_view json) {
    const json_body body(json, {"frequency", "enabled"});
    return {body.text("frequency"), body.flag("enabled")};
}

boost::json::object to_json(const media_sync_job& source) {
    boost::json::object json{{"id", source.id},
                             {"userID", source.user_id},
                             {"clientID", source.client_id},
                             {"clientType", source.client_type},
                             {"syncType", source.sync_type},
                             {"frequency", source.frequency},
                             {"enabled", source.enabled}};
    json["lastSyncTime"] = source.last_sync_time ? boost::json::value(*source.last_sync_time) : nullptr;
    json["createdAt"] = source.created_at;
    json["updatedAt"] = source.updated_at;
    return json;
}

std::unique_ptr<media_sync_jobs> create_media_sync_jobs(connections& pool) {
    return std::make_unique<postgres_media_sync_jobs>(pool);
}

} // namespace sample_host
