#include "database/job_runs.hpp"

#include "host_database.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace sample_host {
namespace {

using testing::host_database;

void add_run(host_database& host, const std::optional<std::string>& user, const char* total) {
    host.sql().rows(
        "INSERT INTO job_runs (created_at, job_name, job_type, status, start_time, user_id, progress, total_items,"
        " processed_items) VALUES ('2026-01-02 03:04:05.678Z', 'system.media.sync', 'sync', 'running',"
        " '2026-01-02 03:04:05.678Z', $1, 63, $2, 7)",
        {user, total});
}

TEST(JobRuns, AreSeenByTheirOwnerAndNobodysByAdmins) {
    host_database host;
    const auto ann = host.add_user("ann");
    const auto admin = host.add_user("root", true);
    add_run(host, std::to_string(ann.user_id), "10");
    add_run(host, std::nullopt, "10");
    const auto all = create_job_runs(host.pool);

    EXPECT_EQ(all->list(ann, 100).size(), 1u);
    const auto everything = all->list(admin, 100);
    ASSERT_EQ(everything.size(), 2u);
    EXPECT_GT(everything[0].id, everything[1].id) << "newest first";
    EXPECT_FALSE(everything[0].user_id.has_value());
}

TEST(JobRuns, AreAtMostAsManyAsAskedFor) {
    host_database host;
    const auto admin = host.add_user("root", true);
    for (int i = 0; i < 3; ++i)
        add_run(host, std::nullopt, "10");
    const auto all = create_job_runs(host.pool);

    EXPECT_EQ(all->list(admin, 2).size(), 2u);
    EXPECT_EQ(all->list(admin, 0).size(), 1u);
    EXPECT_EQ(all->list(admin, 4'000'000'000u).size(), 3u);
}

TEST(JobRuns, HaveSuasorsNamesAndNullForWhatIsNotKnown) {
    host_database host;
    const auto admin = host.add_user("root", true);
    add_run(host, std::nullopt, "0");

    const auto json = to_json(create_job_runs(host.pool)->list(admin, 1).at(0));

    EXPECT_EQ(json.at("startTime"), "2026-01-02T03:04:05.678Z");
    EXPECT_TRUE(json.at("endTime").is_null());
    EXPECT_TRUE(json.at("totalItems").is_null());
    EXPECT_EQ(json.at("errorMessage"), "");
    EXPECT_EQ(json.at("progress").as_int64(), 63);
}

} // namespace
} // namespace sample_host
