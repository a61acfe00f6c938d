#include "sync_fixture.hpp"

namespace media_sync {
namespace {

using test::make_items;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Tracks t1 to t4 are known; the server has only t1 to t3 now.
class SyncSweep : public test::sync_fixture {
  protected:
    SyncSweep() {
        add_tracks(4, 2);
        sync();
        server().pages.clear();
        add_tracks(3, 2);
    }
};

TEST_F(SyncSweep, UnmapsWhatACompleteListingDoesNotHaveAnyMore) {
    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_FALSE(is_mapped(item_type::track, "t4"));
    EXPECT_TRUE(is_mapped(item_type::track, "t3"));
    EXPECT_THAT(log_.entries(), Contains(HasSubstr("items=1")));
}

TEST_F(SyncSweep, TakesAsManyPartsAsThereAre) {
    server().pages.clear();
    add_tracks(1, 1);
    store_.swept_at_once = 2;

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_THAT(store_.swept, SizeIs(3));
    EXPECT_THAT(log_.entries(), Contains(HasSubstr("items=3")));
}

TEST_F(SyncSweep, ShowsEveryRevisionThatItCommits) {
    observed_.clear();
    EXPECT_EQ(sync(), run_end::completed);

    for (std::size_t i = 1; i < observed_.size(); ++i)
        EXPECT_EQ(observed_[i].revision, observed_[i - 1].revision + 1);
    EXPECT_EQ(observed_.back().revision, stored().revision);
}

TEST_F(SyncSweep, CanBeCancelledBetweenItsParts) {
    server().pages.clear();
    add_tracks(1, 1);
    store_.swept_at_once = 1;
    store_.after_sweep = [this] { cancel_.request(cancel_reason::user); };

    EXPECT_EQ(sync(), run_end::cancelled);

    EXPECT_THAT(store_.swept, SizeIs(1));
}

TEST_F(SyncSweep, TouchesNoOtherTypeAndNoOtherClient) {
    database_.mappings[{test::k_client, item_type::album, "al1"}] = {};
    database_.mappings[{4, item_type::track, "t4"}] = {};

    sync();

    EXPECT_TRUE(is_mapped(item_type::album, "al1"));
    EXPECT_TRUE(is_mapped(item_type::track, "t4", 4));
}

TEST_F(SyncSweep, KeepsEverythingIfTheServerDoesNotSayHowMuchThereIs) {
    server().counts.clear();

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_THAT(store_.swept, IsEmpty());
}

TEST_F(SyncSweep, KeepsEverythingIfTheTotalIsAnEstimate) {
    server().counts[item_type::track] = {{3, true}};

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_THAT(store_.swept, IsEmpty());
}

TEST_F(SyncSweep, BelievesAnEstimateThatCannotBeRightByAccident) {
    server().counts[item_type::track] = {{3, true, true}};

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_FALSE(is_mapped(item_type::track, "t4"));
}

TEST_F(SyncSweep, KeepsEverythingIfATotalProvesNothing) {
    server().counts[item_type::track] = {{3, false, false}};

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_THAT(store_.swept, IsEmpty());
}

TEST_F(SyncSweep, KeepsEverythingIfTheListingWasShorterThanTheServerSaid) {
    server().counts[item_type::track] = {{4, false}, {3, false}};

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_THAT(store_.swept, IsEmpty());
}

TEST_F(SyncSweep, KeepsEverythingIfTheServersTotalChangedMeanwhile) {
    server().counts[item_type::track] = {{3, false}, {4, false}};

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_THAT(store_.swept, IsEmpty());
}

TEST_F(SyncSweep, KeepsEverythingIfTheLastTotalIsAnEstimate) {
    server().counts[item_type::track] = {{3, false}, {3, true}};

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_THAT(store_.swept, IsEmpty());
}

TEST_F(SyncSweep, KeepsEverythingIfAnItemFailed) {
    server().pages[item_type::track][0].failures = {{"t9", "", "has no title"}};
    server().counts[item_type::track] = {{4, false}};

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_THAT(store_.swept, IsEmpty());
}

TEST_F(SyncSweep, KeepsEverythingIfAPageFailed) {
    server().page_errors[{item_type::track, "1"}] = "the server is gone";

    EXPECT_EQ(sync(), run_end::failed);

    EXPECT_THAT(store_.swept, IsEmpty());
}

TEST_F(SyncSweep, KeepsEverythingIfTheLibraryCameBackEmpty) {
    server().pages.clear();
    add_tracks(0, 2);

    static_cast<void>(sync());

    EXPECT_THAT(store_.swept, IsEmpty());
}

TEST_F(SyncSweep, DistrustsAServerThatListsOneItemTwice) {
    server().pages[item_type::track] = {{make_items(item_type::track, "t", 2), {}, {}},
                                        {make_items(item_type::track, "t", 1), {}, {}}};

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_THAT(store_.swept, IsEmpty()) << "two distinct ids are not the three that the server has";
}

} // namespace
} // namespace media_sync
