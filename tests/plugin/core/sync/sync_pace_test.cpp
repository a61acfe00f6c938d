#include "sync_fixture.hpp"

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using test::committed_batch;

class SyncPace : public test::sync_fixture {
  protected:
    // Every commit takes two seconds.
    SyncPace() {
        store_.before_commit = [this] { database_.time.advance(2s); };
    }

    std::optional<run_snapshot> observed_at(std::int64_t processed) const {
        for (const auto& run : observed_)
            if (run.processed_items == processed) return run;
        return std::nullopt;
    }
};

TEST_F(SyncPace, IsStoredWithTheRowThatItDescribes) {
    add_tracks(100, 50);

    sync();

    for (const auto& batch : store_.batches.entries()) {
        const auto published = observed_at(*batch.row.processed_items);
        ASSERT_TRUE(published);
        if (published->revision != batch.row.revision) continue;
        EXPECT_EQ(published->items_per_second, batch.row.items_per_second);
        EXPECT_EQ(published->eta_seconds, batch.row.eta_seconds);
    }
    EXPECT_DOUBLE_EQ(observed_at(50)->items_per_second.value_or(-1), 0.5);
    EXPECT_DOUBLE_EQ(observed_at(50)->eta_seconds.value_or(-1), 100);
}

TEST_F(SyncPace, IsTheSameWhetherATransactionIsTriedOnceOrTwice) {
    add_tracks(100, 50);
    store_.transactions_tried_twice = 1000;

    sync();

    EXPECT_DOUBLE_EQ(observed_at(50)->items_per_second.value_or(-1), 0.5);
    EXPECT_DOUBLE_EQ(observed_at(50)->eta_seconds.value_or(-1), 100);
}

TEST_F(SyncPace, KeepsItsLastRateAndHasNothingRemainingAtTheEnd) {
    add_tracks(100, 50);

    sync();

    EXPECT_DOUBLE_EQ(stored().items_per_second.value_or(-1), 0.5);
    EXPECT_FALSE(stored().eta_seconds);
}

TEST_F(SyncPace, IsNotKnownAnyMoreWhenAnotherProcessGoesOn) {
    add_tracks(100, 50);
    last_run_ = prepare();
    store_.after_commit = [this](const committed_batch& batch) {
        if (batch.row.items_per_second) cancel_.request(cancel_reason::shutdown);
    };
    ASSERT_EQ(run(last_run_), run_end::left_running);
    ASSERT_TRUE(stored().items_per_second);
    database_.kill_executor_of(last_run_);

    const auto taken = store_.claim(last_run_).value().snapshot;

    EXPECT_FALSE(taken.items_per_second);
    EXPECT_FALSE(taken.eta_seconds);
}

} // namespace
} // namespace media_sync
