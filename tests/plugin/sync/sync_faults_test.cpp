#include "misbehaviours.hpp"
#include "support/fake_servers/tls_server.hpp"
#include "synced_rows.hpp"

#include <regex>

namespace media_sync::test {

namespace {

using ::testing::HasSubstr;
using ::testing::Values;

// What a user is told to do.
const std::regex k_way_out("check|see |try|again|set|update|raise|enter|create|sign in|share|let it|make it|give ");

// A server whose whole library has been synced once, and which then misbehaves.
class SyncFaults : public ::testing::TestWithParam<std::string> {
  protected:
    SyncFaults() { sync_healthy(); }

    void sync_healthy() {
        server_->heal();
        const auto ended = world_.sync(client_, sync_type::full);
        ASSERT_EQ(ended.status, "completed") << ended.error;
        ASSERT_EQ(differences(server_->items(client_, k_owner), world_.items(client_)), "");
        ASSERT_EQ(differences(server_->states(true, favorites_), world_.states(client_)), "");
    }

    void suffer(const misbehaviour& fault, const std::string& operation) {
        SCOPED_TRACE(fault.name + " in " + operation);
        const auto items = world_.items(client_);
        const auto states = world_.states(client_);
        fault.begin(*server_, operation);

        world_.be_hasty(fault.silence);
        const auto ended = world_.sync(client_, sync_type::full);
        world_.be_hasty(false);

        if (fault.sync != ends::either) {
            EXPECT_EQ(ended.status, fault.sync == ends::failed ? "failed" : "completed");
        }
        expect_way_out(ended, fault.way_out);
        if (!fault.changes_content) {
            EXPECT_EQ(differences(items, world_.items(client_)), "");
            EXPECT_EQ(differences(states, world_.states(client_)), "");
        }
        expect_nothing_lost(items, world_.items(client_));
        expect_nothing_lost(states, world_.states(client_));
    }

    static void expect_way_out(const ended_run& ended, const std::string& way_out = "") {
        if (ended.status == "failed") {
            EXPECT_THAT(ended.error, HasSubstr("\"Home\"")) << "the client's name";
            EXPECT_THAT(ended.error, HasSubstr(way_out));
            EXPECT_TRUE(std::regex_search(ended.error, k_way_out)) << ended.error;
        } else {
            EXPECT_EQ(ended.status, "completed");
        }
    }

    // What the server still has is still there.
    void expect_nothing_lost(const row_map& before, const row_map& after) {
        const auto served = server_->items(client_, k_owner);
        for (const auto& [name, row] : before)
            EXPECT_TRUE(after.contains(name) || !served.contains(name)) << name.first << ' ' << name.second;
    }

    void expect_no_secret() {
        const auto written = world_.everything_written();
        EXPECT_THAT(written, HasSubstr("sync completed")) << "the log is part of it";
        EXPECT_THAT(written, HasSubstr("127.0.0.1")) << "addresses are part of it";
        for (const auto& secret : server_->secrets())
            EXPECT_EQ(written.find(secret), std::string::npos) << secret;
    }

    std::string middle() const { return server_->operation_of(server_->type() == "subsonic" ? "album" : "movie"); }

    sync_world world_;
    const std::unique_ptr<synced_server> server_ = create_synced_server(GetParam(), library_scale::small_pages);
    const client_id client_ = world_.add(*server_);
    const bool favorites_ = offers(GetParam(), sync_type::favorites);
};

TEST_P(SyncFaults, OfAnswersEndInACompleteSyncOrInAnErrorThatSaysWhatToDo) {
    for (const auto& fault : broken_answers()) {
        suffer(fault, middle());
        server_->heal();
    }
    sync_healthy();
    expect_no_secret();
}

TEST_P(SyncFaults, OfContentEndInACompleteSyncOrInAnErrorThatSaysWhatToDo) {
    for (const auto& fault : wrong_content()) {
        suffer(fault, middle());
        sync_healthy();
    }
    expect_no_secret();
}

// Whatever the sync is at: its plan, a list, the entries of one, the end of the listing.
TEST_P(SyncFaults, FromAnyRequestOnEndInACompleteSyncOrInAnErrorThatSaysWhatToDo) {
    const auto before = server_->requests();
    sync_healthy();
    const auto requests = server_->requests() - before;
    ASSERT_GT(requests, 20);

    std::size_t next = 0;
    for (int spared = 0; spared < requests; spared += 1 + requests / 30) {
        const auto faults = ends_of_a_server(spared);
        suffer(faults[next++ % faults.size()], fmt::format("request {}", spared));
        server_->heal();
    }

    sync_healthy();
    expect_no_secret();
}

TEST_P(SyncFaults, OfACertificateThatNobodyVouchesForTellTheServerNothing) {
    const suasor::testing::tls_server stranger;
    const auto items = world_.items(client_);
    world_.move(client_, stranger.base_url());

    const auto ended = world_.sync(client_, sync_type::full);

    EXPECT_EQ(ended.status, "failed");
    expect_way_out(ended, "give the server a certificate");
    EXPECT_EQ(stranger.heard(), "");
    EXPECT_EQ(differences(items, world_.items(client_)), "");
    expect_no_secret();
}

INSTANTIATE_TEST_SUITE_P(Servers, SyncFaults, Values("jellyfin", "emby", "plex", "subsonic"),
                         [](const auto& each) { return each.param; });

} // namespace

} // namespace media_sync::test
