// A full sync over several clients, of which some cannot be synced.

#include "sync_fixture.hpp"

namespace media_sync {
namespace {

using test::make_items;
using ::testing::AllOf;
using ::testing::HasSubstr;

class SyncOfSeveralClients : public test::sync_fixture {
  protected:
    SyncOfSeveralClients() {
        add_client(4);
        for (const auto client : {3, 4}) {
            server(client).listings[sync_type::music] = {item_type::artist, item_type::track};
            server(client).add_pages(item_type::artist, make_items(item_type::artist, "ar", 2), 2);
            server(client).add_pages(item_type::track, make_items(item_type::track, "t", 4), 2);
        }
    }

    run_end sync_all() {
        last_run_ = runner_.prepare({std::nullopt, sync_type::full}, {test::k_owner}, test::k_owner).value().id;
        return run(last_run_);
    }
};

TEST_F(SyncOfSeveralClients, SyncsTheOthersAndNamesTheOneThatCannotBeAsked) {
    server(3).count_errors[item_type::artist] = "client 3 does not answer; is it running?";

    EXPECT_EQ(sync_all(), run_end::failed);

    EXPECT_THAT(stored().error_message, AllOf(HasSubstr("1 of 2 clients"), HasSubstr("client 3 does not answer")));
    EXPECT_TRUE(is_mapped(item_type::track, "t4", 4));
    EXPECT_FALSE(is_mapped(item_type::artist, "ar1", 3));
    EXPECT_EQ(stored().processed_items, 6);
    EXPECT_EQ(data().at("failedClients").at(0).at("clientID"), 3);
}

TEST_F(SyncOfSeveralClients, KeepsWhatWasWrittenOfAClientThatBreaksOffInTheMiddle) {
    server(3).page_errors[{item_type::track, "1"}] = "client 3 is gone";

    EXPECT_EQ(sync_all(), run_end::failed);

    EXPECT_TRUE(is_mapped(item_type::track, "t2", 3));
    EXPECT_FALSE(is_mapped(item_type::track, "t3", 3));
    EXPECT_TRUE(is_mapped(item_type::track, "t4", 4));
    const auto steps = data().at("steps");
    EXPECT_EQ(steps.at(0).at("status"), "completed");
    EXPECT_EQ(steps.at(1).at("status"), "failed");
    EXPECT_EQ(steps.at(3).at("status"), "completed");
    EXPECT_TRUE(store_.swept.empty());
}

TEST_F(SyncOfSeveralClients, RemembersOverARestartWhichClientHasFailed) {
    server(3).page_errors[{item_type::track, "1"}] = "client 3 is gone";
    last_run_ = runner_.prepare({std::nullopt, sync_type::full}, {test::k_owner}, test::k_owner).value().id;
    after_commit(9, [this] { cancel_.request(cancel_reason::shutdown); });
    const auto first = run(last_run_);
    cancel_.request(cancel_reason::none);

    const auto second = run(last_run_);

    EXPECT_EQ(first, run_end::left_running);
    EXPECT_EQ(second, run_end::failed);
    EXPECT_THAT(stored().error_message, HasSubstr("client 3 is gone"));
    EXPECT_TRUE(is_mapped(item_type::track, "t4", 4));
}

TEST_F(SyncOfSeveralClients, SyncsTheOthersWhenOneIsDeletedBeforeTheRunGoesOn) {
    last_run_ = runner_.prepare({std::nullopt, sync_type::full}, {test::k_owner}, test::k_owner).value().id;
    after_commit(5, [this] { cancel_.request(cancel_reason::shutdown); });
    ASSERT_EQ(run(last_run_), run_end::left_running);
    cancel_.request(cancel_reason::none);
    database_.clients.erase(3);

    EXPECT_EQ(run(last_run_), run_end::failed);

    EXPECT_THAT(stored().error_message, AllOf(HasSubstr("1 of 2 clients"), HasSubstr("client 3 is gone")));
    EXPECT_TRUE(is_mapped(item_type::track, "t4", 4));
}

TEST_F(SyncOfSeveralClients, AreNotKeptFromTheirSyncByOneThatIsSetUpWrongly) {
    server(3).open_error = "client 3 has no password";

    EXPECT_EQ(sync_all(), run_end::failed);

    EXPECT_THAT(stored().error_message, HasSubstr("client 3 has no password"));
    EXPECT_TRUE(is_mapped(item_type::track, "t4", 4));
}

TEST_F(SyncOfSeveralClients, FailsIfNoneCanBeSynced) {
    server(3).count_errors[item_type::artist] = "client 3 is away";
    server(4).count_errors[item_type::artist] = "client 4 is away";

    EXPECT_EQ(sync_all(), run_end::failed);

    EXPECT_THAT(stored().error_message, HasSubstr("client 3 is away"));
    EXPECT_EQ(stored().progress, 10);
}

} // namespace
} // namespace media_sync
