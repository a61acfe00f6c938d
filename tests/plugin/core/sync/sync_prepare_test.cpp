#include "sync_fixture.hpp"

namespace media_sync {
namespace {

using test::k_client;
using test::k_owner;
using test::recording;
using test::refusal;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr scope k_everybody{};

class SyncPrepare : public test::sync_fixture {
  protected:
    SyncPrepare() { add_tracks(1, 1); }

    result<stored_sync> ask(sync_params params, const scope& asks = {k_owner}, std::optional<user_id> owner = k_owner) {
        return runner_.prepare(params, asks, owner);
    }
};

TEST_F(SyncPrepare, StoresAPendingRunOfTheClientsOwner) {
    const auto stored = ask({k_client, sync_type::music}, k_everybody, 99);

    ASSERT_TRUE(stored);
    EXPECT_FALSE(stored->existing);
    const auto run = database_.run(stored->id);
    EXPECT_EQ(run.shown.status, run_status::pending);
    EXPECT_EQ(run.shown.job_name, "system.media.sync");
    EXPECT_EQ(run.shown.owner, k_owner);
    EXPECT_EQ(run.type, sync_type::music);
    EXPECT_THAT(run.clients, ElementsAre(k_client));
}

TEST_F(SyncPrepare, TellsOfANewRunOnce) {
    recording<run_id> told;
    const auto subscription = hub_.subscribe([&](std::span<const progress_hub::change> changes) {
        for (const auto& change : changes)
            if (change.committed_here) told.add(change.id);
    });

    const auto run = ask({k_client, sync_type::music})->id;
    ask({k_client, sync_type::music}).value();

    EXPECT_THAT(told.entries(), ElementsAre(run));
}

TEST_F(SyncPrepare, GivesTheRunThatIsUnderWayAlready) {
    const auto first = ask({k_client, sync_type::music});
    const auto second = ask({k_client, sync_type::music});

    ASSERT_TRUE(second);
    EXPECT_TRUE(second->existing);
    EXPECT_EQ(second->id, first->id);
}

TEST_F(SyncPrepare, DoesNotFindTheClientsOfOtherUsers) {
    EXPECT_EQ(refusal(ask({k_client, sync_type::music}, {2}, 2)), errc::not_found);
    EXPECT_EQ(refusal(ask({99, sync_type::music})), errc::not_found);
    EXPECT_TRUE(database_.runs.empty());
}

TEST_F(SyncPrepare, RefusesADisabledClient) {
    add_client(k_client, k_owner, false);

    const auto refused = ask({k_client, sync_type::music});

    EXPECT_EQ(refusal(refused), errc::invalid_argument);
    EXPECT_THAT(refused.error().text, HasSubstr("client 3 \"My music\" (subsonic) is disabled"));
}

TEST_F(SyncPrepare, SaysWhatTheKindOfServerCannotDo) {
    const auto refused = ask({k_client, sync_type::movies});

    EXPECT_EQ(refusal(refused), errc::unsupported);
    EXPECT_THAT(refused.error().text, HasSubstr("cannot sync movies"));
    EXPECT_THAT(refused.error().text, HasSubstr("My music"));
    EXPECT_TRUE(database_.runs.empty());
}

TEST_F(SyncPrepare, SaysWhatIsWrongWithAClientsConfiguration) {
    server().open_error = "the configuration of client 3 has no baseURL";

    const auto refused = ask({k_client, sync_type::music});

    EXPECT_EQ(refusal(refused), errc::invalid_argument);
    EXPECT_EQ(refused.error().text, "the configuration of client 3 has no baseURL");
}

TEST_F(SyncPrepare, NeedsAClientForAnythingButAFullSync) {
    const auto refused = ask({std::nullopt, sync_type::music});

    EXPECT_EQ(refusal(refused), errc::invalid_argument);
    EXPECT_THAT(refused.error().text, HasSubstr("clientID"));
}

TEST_F(SyncPrepare, NeedsAUserForAFullSyncWithoutAClient) {
    const auto refused = ask({std::nullopt, sync_type::full}, k_everybody, std::nullopt);

    EXPECT_EQ(refusal(refused), errc::invalid_argument);
    EXPECT_THAT(refused.error().text, HasSubstr("clientID"));
}

TEST_F(SyncPrepare, TakesAllEnabledClientsOfTheUserForAFullSync) {
    add_client(4);
    add_client(5, k_owner, false);
    add_client(6, 2);
    static_cast<void>(server(4));

    const auto stored = ask({});

    ASSERT_TRUE(stored);
    EXPECT_THAT(database_.run(stored->id).clients, ElementsAre(3u, 4u));
    EXPECT_EQ(database_.run(stored->id).shown.job_name, "system.media.sync.full");
}

TEST_F(SyncPrepare, FindsNothingForAUserWithoutClients) {
    EXPECT_EQ(refusal(ask({}, {2}, 2)), errc::not_found);
}

TEST_F(SyncPrepare, CarriesTheIdOfTheSyncJobThatItMatches) {
    database_.sync_jobs[7] = {k_owner, k_client, sync_type::music};

    const auto stored = ask({k_client, sync_type::music});

    EXPECT_EQ(database_.run(stored->id).shown.media_sync_job_id, 7u);
}

TEST_F(SyncPrepare, SaysThatTheDatabaseIsAway) {
    database_.go_away();

    EXPECT_THROW(static_cast<void>(ask({k_client, sync_type::music})), store_unavailable);
}

} // namespace
} // namespace media_sync
