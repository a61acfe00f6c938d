#include "stored_syncs_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync::postgres {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr user_id k_owner = 21;

class DueSyncs : public testing::Test {
  protected:
    std::uint64_t schedule(const std::string& frequency, const std::string& last, const std::string& type = "music",
                           bool enabled = true) {
        return static_cast<std::uint64_t>(
            world_.database().number("INSERT INTO media_sync_jobs (user_id, client_id, client_type, sync_type, "
                                     "frequency, enabled, last_sync_time) "
                                     "VALUES (21, " +
                                     std::to_string(client_) + ", 'subsonic', '" + type + "', '" + frequency + "', " +
                                     (enabled ? "true" : "false") + ", " + last + ") RETURNING id"));
    }

    std::vector<std::uint64_t> due() {
        std::vector<std::uint64_t> ids;
        for (const auto& each : world_.store().due(10))
            ids.push_back(each.media_sync_job_id);
        return ids;
    }

    stored_syncs_world world_;
    const client_id client_ = world_.client(k_owner);
};

TEST_F(DueSyncs, AreThoseWhoseFrequencyHasPassedSinceTheLastSuccess) {
    const auto never = schedule("daily", "NULL");
    const auto zero = schedule("weekly", "'0001-01-01T00:00:00Z'");
    const auto old = schedule("monthly", "now() - interval '32 days'", "movies");
    const auto yesterday = schedule("daily", "now() - interval '25 hours'", "series");
    schedule("daily", "now() - interval '23 hours'");
    schedule("weekly", "now() - interval '6 days'");
    schedule("monthly", "now() - interval '27 days'");

    EXPECT_THAT(due(), testing::UnorderedElementsAre(never, zero, old, yesterday));
    EXPECT_EQ(due().front(), never);
}

TEST_F(DueSyncs, AreNeitherThoseByHandNorDisabledOnes) {
    schedule("manual", "NULL");
    schedule("daily", "NULL", "music", false);

    EXPECT_THAT(due(), IsEmpty());
}

TEST_F(DueSyncs, SayWhatToSync) {
    schedule("daily", "NULL", "favorites");

    const auto found = world_.store().due(10).at(0);

    EXPECT_EQ(found.client, client_);
    EXPECT_EQ(found.type, sync_type::favorites);
    EXPECT_EQ(found.owner, k_owner);
}

TEST_F(DueSyncs, WaitForTheRunThatIsUnderWayAndAnHourAfterOneThatFailed) {
    const auto job = schedule("daily", "NULL");
    const auto run = world_.store().store({"system.media.sync", sync_type::music, {client_}, k_owner}).id;
    EXPECT_THAT(due(), IsEmpty());

    const auto claim = world_.store().claim(run).value().claim;
    world_.store().finish(claim, {run_status::failed, "the server is away", {}, {}});
    EXPECT_THAT(due(), IsEmpty());

    world_.database().sql().exec("UPDATE job_runs SET created_at = now() - interval '2 hours'");
    EXPECT_THAT(due(), ElementsAre(job));
}

TEST_F(DueSyncs, AreDoneForADayOnceOneHasSucceeded) {
    schedule("daily", "NULL");
    const auto run = world_.store().store({"system.media.sync", sync_type::music, {client_}, k_owner}).id;
    world_.store().finish(world_.store().claim(run).value().claim, {});
    world_.database().sql().exec("UPDATE job_runs SET created_at = now() - interval '2 hours'");

    EXPECT_THAT(due(), IsEmpty());
}

// A run is of the first row that matches, whoever has asked for it.
TEST_F(DueSyncs, OfWhichSeveralWantTheSameShareItsRuns) {
    schedule("manual", "NULL");
    const auto first = schedule("daily", "NULL");
    const auto second = schedule("daily", "NULL");
    EXPECT_THAT(due(), ElementsAre(first, second));

    const auto run = world_.store().store({"system.media.sync", sync_type::music, {client_}, k_owner}).id;
    EXPECT_THAT(due(), IsEmpty());
    world_.store().finish(world_.store().claim(run).value().claim, {});
    world_.database().sql().exec("UPDATE job_runs SET created_at = now() - interval '2 hours'");

    EXPECT_THAT(due(), IsEmpty());
}

} // namespace
} // namespace media_sync::postgres
