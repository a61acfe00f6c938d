#include "plugin/core/progress/run_json.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace media_sync {
namespace {

using namespace std::chrono_literals;

constexpr time_point k_start = std::chrono::sys_days{std::chrono::year{2026} / 1 / 2} + 3h + 4min + 5678ms;

// The run of the example in the REST contract.
run_snapshot example() {
    run_snapshot run;
    run.id = 42;
    run.job_name = "system.media.sync";
    run.job_type = "sync";
    run.status = run_status::running;
    run.progress = 63;
    run.total_items = 1200;
    run.processed_items = 738;
    run.status_message = "Processing item 738 of 1200";
    run.progress_data = R"({"phase":"processing"})";
    run.start_time = k_start;
    run.owner = 1;
    run.media_sync_job_id = 7;
    run.created_at = k_start - 1s;
    run.updated_at = k_start + 12400ms;
    run.items_per_second = 59.5;
    run.eta_seconds = 7.8;
    run.liveness = liveness::ok;
    run.revision = 17;
    run.attempt = 1;
    return run;
}

boost::json::object parsed(const run_snapshot& run) {
    return boost::json::parse(run_json(run)).as_object();
}

TEST(RunJson, IsTheShapeOfTheContract) {
    EXPECT_EQ(run_json(example()), R"({"id":42,"jobName":"system.media.sync","jobType":"sync","status":"running",)"
                                   R"("progress":63,"totalItems":1200,"processedItems":738,"remainingItems":462,)"
                                   R"("statusMessage":"Processing item 738 of 1200",)"
                                   R"("progressData":{"phase":"processing"},)"
                                   R"("startTime":"2026-01-02T03:04:05.678Z","endTime":null,"userID":1,)"
                                   R"("errorMessage":"","mediaSyncJobID":7,)"
                                   R"("createdAt":"2026-01-02T03:04:04.678Z","updatedAt":"2026-01-02T03:04:18.078Z",)"
                                   R"("elapsedSeconds":12.4,"itemsPerSecond":59.5,"etaSeconds":7.8,)"
                                   R"("liveness":"ok","revision":17})");
}

TEST(RunJson, ShowsWhatIsUnknownAsNull) {
    run_snapshot run;
    run.id = 1;

    const auto json = parsed(run);

    for (const auto* name :
         {"totalItems", "processedItems", "remainingItems", "progressData", "startTime", "endTime", "userID",
          "mediaSyncJobID", "createdAt", "updatedAt", "elapsedSeconds", "itemsPerSecond", "etaSeconds", "liveness"})
        EXPECT_TRUE(json.at(name).is_null()) << name;
    EXPECT_EQ(json.size(), 22u);
}

TEST(RunJson, OfAJobThatHasNeverRunIsAPendingPlaceholder) {
    run_snapshot placeholder;
    placeholder.job_name = "system.media.sync";
    placeholder.job_type = "sync";
    placeholder.media_sync_job_id = 7;

    const auto json = parsed(placeholder);

    EXPECT_TRUE(json.at("id").is_null());
    EXPECT_EQ(json.at("status"), "pending");
    EXPECT_EQ(json.at("progress"), 0);
    EXPECT_EQ(json.at("mediaSyncJobID"), 7);
}

TEST(RunJson, DoesNotKnowWhatRemainsWithoutATotal) {
    auto run = example();
    run.total_items.reset();

    EXPECT_TRUE(parsed(run).at("remainingItems").is_null());
    EXPECT_EQ(parsed(run).at("processedItems"), 738);
}

TEST(RunJson, HasNothingLeftWhereAHostCountedPastItsTotal) {
    auto run = example();
    run.processed_items = 1201;

    EXPECT_EQ(parsed(run).at("remainingItems"), 0);
}

TEST(RunJson, EscapesWhatPeopleWrite) {
    auto run = example();
    run.status_message = "say \"hi\" \\ to\nBjörk \x01";
    run.error_message = "</script>";

    const auto text = run_json(run);

    EXPECT_NE(text.find(R"("statusMessage":"say \"hi\" \\ to\nBjörk \u0001")"), std::string::npos) << text;
    EXPECT_EQ(parsed(run).at("statusMessage").as_string(), run.status_message);
    EXPECT_EQ(parsed(run).at("errorMessage").as_string(), run.error_message);
}

TEST(RunJson, WritesNumbersAsPeopleReadThem) {
    auto run = example();
    run.items_per_second = 1234567.89;
    run.eta_seconds = 0.04;
    EXPECT_NE(run_json(run).find(R"("itemsPerSecond":1234567.9,"etaSeconds":0.0,)"), std::string::npos)
        << run_json(run);

    run.items_per_second = std::numeric_limits<double>::infinity();
    run.eta_seconds = std::numeric_limits<double>::quiet_NaN();
    EXPECT_NE(run_json(run).find(R"("itemsPerSecond":null,"etaSeconds":null,)"), std::string::npos) << run_json(run);
}

TEST(RunJson, KeepsTheLargestNumbersExact) {
    auto run = example();
    run.id = 9223372036854775807u;
    run.total_items = std::numeric_limits<std::int64_t>::max();
    run.processed_items = 0;

    const auto json = parsed(run);

    EXPECT_EQ(json.at("id").to_number<std::uint64_t>(), 9223372036854775807u);
    EXPECT_EQ(json.at("remainingItems").to_number<std::int64_t>(), std::numeric_limits<std::int64_t>::max());
}

TEST(RunJson, CountsElapsedTimeUpToTheEndOfARunThatHasEnded) {
    auto run = example();
    run.status = run_status::completed;
    run.end_time = k_start + 90s;
    run.updated_at = k_start + 1h;

    EXPECT_EQ(parsed(run).at("elapsedSeconds"), 90.0);
}

TEST(RunJson, NeverShowsNegativeElapsedTime) {
    auto run = example();
    run.updated_at = k_start - 5s;

    EXPECT_EQ(parsed(run).at("elapsedSeconds"), 0.0);
}

TEST(RunJson, NamesEveryStatusAndLiveness) {
    auto run = example();
    for (const auto& [status, word] :
         {std::pair{run_status::pending, "pending"}, std::pair{run_status::running, "running"},
          std::pair{run_status::completed, "completed"}, std::pair{run_status::failed, "failed"},
          std::pair{run_status::cancelled, "cancelled"}}) {
        run.status = status;
        EXPECT_EQ(parsed(run).at("status"), word);
        EXPECT_EQ(parse_run_status(word), status);
    }
    EXPECT_EQ(parse_run_status("Running"), std::nullopt);

    for (const auto& [state, word] :
         {std::pair{liveness::ok, "ok"}, std::pair{liveness::stalled, "stalled"}, std::pair{liveness::lost, "lost"}}) {
        run.liveness = state;
        EXPECT_EQ(parsed(run).at("liveness"), word);
    }
}

TEST(RunArrayJson, HoldsTheRunsInTheirOrder) {
    auto second = example();
    second.id = 41;
    const std::array runs{example(), second};

    const auto array = boost::json::parse(run_array_json(runs)).as_array();

    ASSERT_EQ(array.size(), 2u);
    EXPECT_EQ(array[0].at("id"), 42);
    EXPECT_EQ(array[1].at("id"), 41);
    EXPECT_EQ(run_array_json({}), "[]");
}

TEST(Rfc3339, HasMillisecondsRoundedDown) {
    EXPECT_EQ(rfc3339(k_start), "2026-01-02T03:04:05.678Z");
    EXPECT_EQ(rfc3339(k_start + 999us), "2026-01-02T03:04:05.678Z");
    EXPECT_EQ(rfc3339(k_start - 678ms), "2026-01-02T03:04:05.000Z");
    EXPECT_EQ(rfc3339(time_point{} - 1us), "1969-12-31T23:59:59.999Z");
}

} // namespace
} // namespace media_sync
