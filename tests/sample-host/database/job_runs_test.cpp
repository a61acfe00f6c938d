#include "database/job_runs.hpp"

#include "host_database.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <limits>

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

    EXPECT_EQ(all->list(ann, {}).size(), 1u);
    const auto everything = all->list(admin, {});
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

    EXPECT_EQ(all->list(admin, {.limit = 2}).size(), 2u);
    EXPECT_EQ(all->list(admin, {.limit = 0}).size(), 1u);
    EXPECT_EQ(all->list(admin, {.limit = 4'000'000'000u}).size(), 3u);
}

TEST(JobRuns, AreOfOneStatusIfOneIsAskedFor) {
    host_database host;
    const auto admin = host.add_user("root", true);
    add_run(host, std::nullopt, "10");
    const auto all = create_job_runs(host.pool);

    EXPECT_EQ(all->list(admin, {.status = "running"}).size(), 1u);
    EXPECT_EQ(all->list(admin, {.status = "failed"}).size(), 0u);
}

TEST(JobRuns, AreReadPageByPage) {
    host_database host;
    const auto ann = host.add_user("ann");
    for (int i = 0; i < 5; ++i)
        add_run(host, std::to_string(ann.user_id), "10");
    const auto all = create_job_runs(host.pool);
    const auto ids = [&](const run_page& page) {
        std::vector<std::uint64_t> listed;
        for (const auto& each : all->list(ann, page))
            listed.push_back(each.id);
        return listed;
    };

    EXPECT_EQ(ids({.limit = 2}), (std::vector<std::uint64_t>{5, 4}));
    EXPECT_EQ(ids({.limit = 2, .before = 4}), (std::vector<std::uint64_t>{3, 2}));
    EXPECT_EQ(ids({.limit = 2, .before = 2}), std::vector<std::uint64_t>{1});
    EXPECT_EQ(ids({.limit = 2, .before = 1}), std::vector<std::uint64_t>{});
    EXPECT_EQ(ids({.before = std::numeric_limits<std::uint64_t>::max()}).size(), 5u);
}

TEST(JobRuns, SayWhatTheyWereAskedFor) {
    host_database host;
    const auto admin = host.add_user("root", true);
    add_run(host, std::nullopt, "10");
    const auto metadata = [&] { return to_json(create_job_runs(host.pool)->list(admin, {}).at(0)).at("metadata"); };

    EXPECT_TRUE(metadata().is_null());
    host.sql().rows(R"(UPDATE job_runs SET metadata = '{"syncType": "music", "clientIDs": [3]}')", {});
    EXPECT_EQ(metadata(), boost::json::parse(R"({"syncType": "music", "clientIDs": [3]})"));
}

TEST(JobRuns, HaveSuasorsNamesAndNullForWhatIsNotKnown) {
    host_database host;
    const auto admin = host.add_user("root", true);
    add_run(host, std::nullopt, "0");

    const auto json = to_json(create_job_runs(host.pool)->list(admin, {}).at(0));

    EXPECT_EQ(json.at("startTime"), "2026-01-02T03:04:05.678Z");
    EXPECT_TRUE(json.at("endTime").is_null());
    EXPECT_TRUE(json.at("totalItems").is_null());
    EXPECT_EQ(json.at("errorMessage"), "");
    EXPECT_EQ(json.at("progress").as_int64(), 63);
}

} // namespace
} // namespace sample_host
