#include "plugin/core/progress/run_retention.hpp"

#include "support/fake_run_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using test::fake_database;
using test::fake_run_store;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RunRetention : public ::testing::Test {
  protected:
    run_id ended_run() {
        const auto run = store_.create({"my.export", "system", {}});
        progress_change last;
        last.id = *run.id;
        last.attempt = run.attempt;
        hub_.publish(store_.complete(last, {}));
        return *run.id;
    }

    run_retention keeping(std::optional<std::chrono::days> keep) {
        return {store_, hub_, database_.time, {keep, 3, 2, 1h}};
    }

    std::vector<run_id> left() const {
        std::vector<run_id> ids;
        for (const auto& [id, run] : database_.runs)
            ids.push_back(id);
        return ids;
    }

    fake_database database_;
    fake_run_store store_{database_};
    progress_hub hub_{database_.time};
};

TEST_F(RunRetention, KeepsRunsForEverWhereNobodyWantsThemGone) {
    const auto run = ended_run();
    database_.time.advance(std::chrono::days(10'000));

    EXPECT_EQ(keeping(std::nullopt).prune(), 0u);

    EXPECT_THAT(left(), ElementsAre(run));
}

TEST_F(RunRetention, LeavesTheRestToTheNextProcessOnceItIsToStop) {
    const auto run = ended_run();
    database_.time.advance(std::chrono::days(31));
    auto retention = keeping(std::chrono::days(30));

    retention.request_stop();

    EXPECT_EQ(retention.prune(), 0u);
    EXPECT_THAT(left(), ElementsAre(run));
}

TEST_F(RunRetention, LetsGoOfWhatEndedLongEnoughAgo) {
    const auto old = ended_run();
    const auto running = *store_.create({"my.export", "system", {}}).id;
    database_.time.advance(std::chrono::days(30));
    const auto young = ended_run();

    EXPECT_EQ(keeping(std::chrono::days(30)).prune(), 1u);

    EXPECT_THAT(left(), ElementsAre(running, young));
    EXPECT_EQ(hub_.latest(old), nullptr);
    EXPECT_NE(hub_.latest(young), nullptr);
}

// Parts of three, two in a call.
TEST_F(RunRetention, LooksAtAPartOfTheTableAtATimeAndRestsAtItsEnd) {
    for (int i = 0; i < 8; ++i)
        ended_run();
    database_.time.advance(std::chrono::days(1));
    auto retention = keeping(std::chrono::days(1));

    EXPECT_EQ(retention.prune(), 6u);
    EXPECT_EQ(retention.prune(), 2u);
    EXPECT_THAT(left(), IsEmpty());

    ended_run();
    database_.time.advance(std::chrono::days(1));
    ended_run();
    EXPECT_EQ(retention.prune(), 1u) << "the rest is over";
    database_.time.advance(std::chrono::minutes(59));
    database_.runs.begin()->second.shown.end_time = database_.time.now() - std::chrono::days(1);
    EXPECT_EQ(retention.prune(), 0u);
    database_.time.advance(std::chrono::minutes(1));
    EXPECT_EQ(retention.prune(), 1u);
}

TEST_F(RunRetention, GoesOnWhereItWasWhenTheStoreIsBack) {
    for (int i = 0; i < 4; ++i)
        ended_run();
    database_.time.advance(std::chrono::days(1));
    auto retention = keeping(std::chrono::days(1));
    database_.go_away_for(1);

    EXPECT_THROW(retention.prune(), store_unavailable);

    EXPECT_EQ(retention.prune(), 4u);
}

} // namespace
} // namespace media_sync
