#include "plugin/postgres/commit_doubts.hpp"

#include "migrated_database.hpp"
#include "plugin/core/result.hpp"

#include <gtest/gtest.h>

namespace media_sync::postgres {

namespace {

class CommitDoubts : public testing::Test {
  protected:
    // A transaction that nobody has decided on yet, in a session of its own; returns its id.
    std::string begin() {
        other_.exec("BEGIN; CREATE TABLE t ()");
        return *other_.scalar("SELECT pg_current_xact_id()");
    }

    static written_run written(const std::string& transaction) {
        run_snapshot snapshot;
        snapshot.revision = 7;
        return {snapshot, transaction};
    }

    migrated_database database_;
    sql_session other_{database_.database().conninfo()};
    commit_doubts doubts_;
};

TEST_F(CommitDoubts, HaveNothingToSayAboutARunThatNothingWasNotedFor) {
    EXPECT_FALSE(doubts_.settle(database_.pool(), 1));
}

TEST_F(CommitDoubts, GiveWhatACommitHasLeftAndThenForgetIt) {
    const auto transaction = begin();
    other_.exec("COMMIT");
    doubts_.note(1, written(transaction));

    EXPECT_FALSE(doubts_.settle(database_.pool(), 2));
    const auto settled = doubts_.settle(database_.pool(), 1);

    ASSERT_TRUE(settled);
    EXPECT_EQ(settled->revision, 7);
    EXPECT_FALSE(doubts_.settle(database_.pool(), 1));
}

TEST_F(CommitDoubts, GiveNothingForWhatWasRolledBack) {
    const auto transaction = begin();
    other_.exec("ROLLBACK");
    doubts_.note(1, written(transaction));

    EXPECT_FALSE(doubts_.settle(database_.pool(), 1));
}

TEST_F(CommitDoubts, RemainWhileTheServerHasNotDecided) {
    const auto transaction = begin();
    doubts_.note(1, written(transaction));

    EXPECT_THROW(doubts_.settle(database_.pool(), 1), store_unavailable);
    other_.exec("COMMIT");
    EXPECT_TRUE(doubts_.settle(database_.pool(), 1));
}

// After a failover: the transaction was one of the server before.
TEST_F(CommitDoubts, GiveNothingForWhatThisServerHasNeverHeardOf) {
    doubts_.note(1, written("4000000000000"));

    EXPECT_FALSE(doubts_.settle(database_.pool(), 1));
}

} // namespace

} // namespace media_sync::postgres
