#include "plugin/core/sync/sync_progress.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync {
namespace {

using ::testing::SizeIs;

namespace json = boost::json;

sync_step step(item_type type, std::int64_t total, bool estimate = false, client_id client = 3) {
    sync_step step;
    step.client = client;
    step.what = type;
    step.total = {total, estimate};
    return step;
}

sync_progress planned(std::vector<sync_step> steps) {
    sync_progress progress(1);
    progress.enter(sync_phase::starting);
    progress.enter(sync_phase::fetching);
    progress.plan(std::move(steps));
    return progress;
}

json::object data_of(const sync_progress& progress) {
    return json::parse(progress.row().progress_data).as_object();
}

TEST(SyncProgress, FollowsTheProposalFromPhaseToPhase) {
    sync_progress progress(1);
    const auto expect_row = [&](int percent, std::string_view message, const char* phase) {
        EXPECT_EQ(progress.row().progress, percent);
        EXPECT_EQ(progress.row().status_message, message);
        EXPECT_EQ(data_of(progress).at("phase"), phase);
    };

    progress.enter(sync_phase::starting);
    expect_row(0, "Starting media sync", "starting");
    progress.enter(sync_phase::fetching);
    expect_row(10, "Fetching media items from client", "fetching");
    progress.plan({step(item_type::track, 1200)});
    expect_row(20, "Found 1200 items to process", "processing");
    progress.add({700, 20, 15, 3}, false, "1");
    expect_row(63, "Processing item 738 of 1200", "processing");
    progress.add({462, 0, 0, 0}, false, "");
    expect_row(90, "Processing item 1200 of 1200", "processing");
    progress.finish_step();
    progress.enter(sync_phase::finishing);
    expect_row(95, "Finishing media sync", "finishing");
    progress.enter(sync_phase::completed);
    expect_row(95, "Media sync completed successfully", "completed"); // the store makes it 100
}

TEST(SyncProgress, DoesNotKnowTheTotalBeforeThePlan) {
    sync_progress progress(1);
    progress.enter(sync_phase::fetching);
    EXPECT_EQ(progress.row().total_items, std::nullopt);

    progress.plan({step(item_type::track, 0)});
    EXPECT_EQ(progress.row().total_items, 0);
}

TEST(SyncProgress, IsAt90WhereThereIsNothingToProcess) {
    auto progress = planned({step(item_type::track, 0)});
    EXPECT_EQ(progress.row().status_message, "Found 0 items to process");

    progress.add({}, false, "");
    progress.finish_step();

    EXPECT_EQ(progress.row().progress, 90);
    EXPECT_EQ(progress.current(), nullptr);
}

TEST(SyncProgress, HasOneTotalForAllItsSteps) {
    auto progress = planned({step(item_type::artist, 10), step(item_type::album, 30), step(item_type::track, 60)});

    EXPECT_EQ(progress.row().total_items, 100);
    progress.add({10, 0, 0, 0}, false, "");
    EXPECT_EQ(progress.row().progress, 27);
    progress.finish_step();
    EXPECT_EQ(progress.current()->what, item_type::album);
    EXPECT_EQ(progress.row().progress, 27);
}

TEST(SyncProgress, MovesThoughTheSizeOfAStepIsNotKnown) {
    auto unknown = step(item_type::track, 0);
    unknown.total = {};
    auto progress = planned({step(item_type::album, 100), unknown});
    EXPECT_EQ(progress.row().progress, 20);

    progress.add({50, 0, 0, 0}, false, "");
    EXPECT_EQ(progress.row().progress, 55);
    EXPECT_EQ(progress.row().total_items, std::nullopt);

    auto alone = planned({unknown});
    alone.add({50, 0, 0, 0}, false, "");
    EXPECT_EQ(alone.row().progress, 20);
}

TEST(SyncProgress, HoldsThePercentWhenTheTotalGrows) {
    auto progress = planned({step(item_type::album, 10, true), step(item_type::track, 10)});
    progress.add({10, 0, 0, 0}, false, "1");
    EXPECT_EQ(progress.row().progress, 55);

    progress.add({30, 0, 0, 0}, false, "2");
    EXPECT_EQ(progress.row().total_items, 50);
    EXPECT_EQ(progress.row().progress, 76);
    progress.add({}, false, "3");
    EXPECT_EQ(progress.row().progress, 76);
}

TEST(SyncProgress, NeverFallsWhateverItsStepsTurnOutToBe) {
    auto progress =
        planned({step(item_type::artist, 100, true), step(item_type::album, 1, true), step(item_type::track, 50)});
    auto percent = 0;
    const auto look = [&] {
        const auto row = progress.row();
        EXPECT_GE(row.progress, percent);
        EXPECT_LE(row.progress, 90);
        EXPECT_LE(row.processed_items, *row.total_items);
        percent = row.progress;
    };
    while (const auto* current = progress.current()) {
        const auto pages = current->what == item_type::album ? 300 : 5;
        for (int page = 0; page < pages; ++page) {
            progress.add({1, 0, 1, 1}, false, "next");
            look();
        }
        progress.finish_step();
        look();
    }
    EXPECT_EQ(percent, 90);
}

TEST(SyncProgress, CorrectsTheTotalOfAStepThatEndedEarly) {
    auto progress = planned({step(item_type::album, 100, true), step(item_type::track, 10)});
    progress.add({40, 0, 0, 0}, false, "");
    EXPECT_TRUE(progress.total_is_estimate());

    progress.finish_step();

    EXPECT_EQ(progress.row().total_items, 50);
    EXPECT_FALSE(progress.total_is_estimate());
}

TEST(SyncProgress, ShowsItsStepsAndCountsAndFirstFailures) {
    auto progress = planned({step(item_type::artist, 1), step(item_type::track, 4, true), step(item_type::album, 2)});
    progress.add({1, 0, 0, 0}, false, "");
    progress.finish_step();
    const std::vector<item_failure> failures{{"ab12", "Björk", "has no title"}};
    progress.add({{0, 1, 1, 1}, failures}, true, "2");

    EXPECT_EQ(progress.row().progress_data,
              R"({"phase":"processing","attempt":1,"totalIsEstimate":true,"steps":[)"
              R"({"name":"artists","status":"completed","processed":1,"total":1},)"
              R"({"name":"tracks","status":"running","processed":3,"total":4},)"
              R"({"name":"albums","status":"pending","processed":0,"total":2}],)"
              R"("counts":{"created":1,"updated":1,"unchanged":1,"failed":1},)"
              R"("failures":[{"itemID":"ab12","title":"Björk","error":"has no title"}]})");
}

TEST(SyncProgress, TellsStepsOfSeveralClientsApart) {
    const auto one = planned({step(item_type::artist, 1), step(item_type::album, 1)});
    EXPECT_FALSE(data_of(one).at("steps").at(0).as_object().contains("clientID"));

    const auto two = planned({step(item_type::artist, 1, false, 3), step(item_type::artist, 1, false, 4)});
    EXPECT_EQ(data_of(two).at("steps").at(0).at("clientID"), 3);
    EXPECT_EQ(data_of(two).at("steps").at(1).at("clientID"), 4);
}

TEST(SyncProgress, ListsTheFirst20Failures) {
    auto progress = planned({step(item_type::track, 100)});
    for (int i = 1; i <= 15; ++i) {
        const std::vector<item_failure> two{{std::to_string(2 * i - 1), "", "broken"},
                                            {std::to_string(2 * i), "", "broken"}};
        progress.add({{0, 0, 0, 2}, two}, true, "next");
    }

    const auto data = data_of(progress);

    ASSERT_THAT(data.at("failures").as_array(), SizeIs(20));
    EXPECT_EQ(data.at("failures").at(19).at("itemID"), "20");
    EXPECT_EQ(data.at("counts").at("failed"), 30);
}

TEST(SyncProgress, GoesOnWhereAnotherAttemptStopped) {
    auto first =
        planned({step(item_type::artist, 10), step(item_type::album, 30, true, 4), step(item_type::track, 60)});
    first.add({10, 0, 0, 0}, false, "");
    first.finish_step();
    const std::vector<item_failure> failures{{"ab12", "Title \"x\"", "has no id"}};
    first.add({{1, 2, 3, 1}, failures}, true, "page/2?é");

    auto second = sync_progress::resume(2, first.row().resume_cursor);

    EXPECT_TRUE(second.planned());
    EXPECT_EQ(second.cursor(), "page/2?é");
    EXPECT_EQ(second.current()->what, item_type::album);
    EXPECT_EQ(second.current()->client, 4u);
    EXPECT_EQ(second.row().progress, first.row().progress);
    EXPECT_EQ(second.row().total_items, 100);
    EXPECT_EQ(second.row().processed_items, 17);
    EXPECT_EQ(second.row().status_message, "Processing item 17 of 100");
    EXPECT_EQ(second.row().resume_cursor, first.row().resume_cursor);
    EXPECT_EQ(data_of(second).at("attempt"), 2);
    auto same_but_the_attempt = data_of(second);
    same_but_the_attempt["attempt"] = 1;
    EXPECT_EQ(same_but_the_attempt, data_of(first));
}

TEST(SyncProgress, HoldsThePercentOfARunThatStoppedBeforeItsPlan) {
    sync_progress first(1);
    first.enter(sync_phase::fetching);

    auto second = sync_progress::resume(2, first.row().resume_cursor);
    EXPECT_FALSE(second.planned());
    second.enter(sync_phase::starting);

    EXPECT_EQ(second.row().progress, 10);
}

TEST(SyncProgress, HasNotListedAWholeStepThatAnotherAttemptBegan) {
    const auto first = planned({step(item_type::track, 10)});
    EXPECT_TRUE(first.current()->listed_whole);

    EXPECT_FALSE(sync_progress::resume(2, first.row().resume_cursor).current()->listed_whole);
}

TEST(SyncProgress, HasNotListedAWholeStepWithAFailure) {
    auto progress = planned({step(item_type::track, 10)});

    progress.add({1, 0, 0, 1}, true, "");

    EXPECT_FALSE(progress.current()->listed_whole);
}

TEST(SyncProgress, RefusesACursorThatIsNotOurs) {
    for (
        const auto* cursor :
        {"", "null", "{}", "[]", R"({"steps":[],"cursor":"","counts":{},"failures":[],"percent":0})",
         R"({"steps":[{"clientID":1,"type":"song","processed":0,"total":0,"estimate":false,"done":false}],"cursor":"",)"
         R"("counts":{"created":0,"updated":0,"unchanged":0,"failed":0},"failures":[],"percent":0})"})
        EXPECT_THROW(static_cast<void>(sync_progress::resume(2, cursor)), std::invalid_argument) << cursor;
}

} // namespace
} // namespace media_sync
