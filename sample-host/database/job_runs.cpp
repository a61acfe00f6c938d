#include "database/job_runs.hpp"

#include "database/row_values.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <limits>

namespace sample_host {
namespace {

constexpr std::uint32_t k_most_runs = 1000;

boost::json::value to_metadata(const std::optional<std::string>& text) {
    return text ? boost::json::parse(*text) : boost::json::value();
}

job_run to_run(const soci::row& row) {
    return {id_of(row, "id"),
            text_of(row, "job_name"),
            text_of(row, "job_type"),
            text_of(row, "status"),
            number_of(row, "progress"),
            number_or_null(row, "total_items"),
            number_or_null(row, "processed_items"),
            text_of(row, "status_message"),
            text_of(row, "error_message"),
            row.get_indicator("user_id") == soci::i_null ? std::nullopt : std::optional(id_of(row, "user_id")),
            to_metadata(text_or_null(row, "metadata")),
            text_or_null(row, "start_time"),
            text_or_null(row, "end_time"),
            text_or_null(row, "created_at"),
            text_or_null(row, "updated_at")};
}

template <class Value>
boost::json::value or_null(const std::optional<Value>& value) {
    return value ? boost::json::value(*value) : boost::json::value(nullptr);
}

class postgres_job_runs final : public job_runs {
  public:
    explicit postgres_job_runs(connections& pool) : pool_(pool) {}

    std::vector<job_run> list(const suasor::principal& viewer, const run_page& page) override;

  private:
    connections& pool_;
};

constexpr auto k_list_runs = "SELECT id, job_name, job_type, status, progress, NULLIF(total_items, 0) AS total_items,"
                             " CASE WHEN total_items <> 0 THEN processed_items END AS processed_items,"
                             " status_message, error_message, user_id, metadata::text AS metadata, " //
    SUASOR_HOST_RFC3339("start_time") ", " SUASOR_HOST_RFC3339("end_time") ", " SUASOR_HOST_RFC3339(
        "created_at") ", " SUASOR_HOST_RFC3339("updated_at") //
    " FROM public.job_runs WHERE (user_id = :user_id OR :is_admin = 1) AND job_runs.id < :before"
    " AND (:any = 1 OR status = :status)"
    " ORDER BY job_runs.id DESC LIMIT :limit";

std::vector<job_run> postgres_job_runs::list(const suasor::principal& viewer, const run_page& page) {
    const auto user_id = static_cast<long long>(viewer.user_id);
    const int is_admin = viewer.is_admin;
    constexpr std::uint64_t k_past_all_ids = std::numeric_limits<long long>::max();
    const auto before = static_cast<long long>(std::min(page.before.value_or(k_past_all_ids), k_past_all_ids));
    const int any_status = page.status.empty();
    const long long most = std::clamp(page.limit, 1u, k_most_runs);

    return pool_.use([&](soci::session& session) {
        std::vector<job_run> found;
        soci::rowset<soci::row> rows =
            (session.prepare << k_list_runs, soci::use(user_id), soci::use(is_admin), soci::use(before),
             soci::use(any_status), soci::use(page.status), soci::use(most));
        for (const auto& row : rows)
            found.push_back(to_run(row));
        return found;
    });
}

} // namespace

boost::json::object to_json(const job_run& source) {
    return {{"id", source.id},
            {"jobName", source.job_name},
            {"jobType", source.job_type},
            {"status", source.status},
            {"progress", source.progress},
            {"totalItems", or_null(source.total_items)},
            {"processedItems", or_null(source.processed_items)},
            {"statusMessage", source.status_message},
            {"startTime", or_null(source.start_time)},
            {"endTime", or_null(source.end_time)},
            {"userID", or_null(source.user_id)},
            {"metadata", source.metadata},
            {"errorMessage", source.error_message},
            {"createdAt", or_null(source.created_at)},
            {"updatedAt", or_null(source.updated_at)}};
}

std::unique_ptr<job_runs> create_job_runs(connections& pool) {
    return std::make_unique<postgres_job_runs>(pool);
}

} // namespace sample_host
