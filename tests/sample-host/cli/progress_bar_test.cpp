#include "cli/progress_bar.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace sample_host {
namespace {

run_snapshot running_sync() {
    return {.status = "running",
            .percent = 63,
            .processed = 738,
            .total = 1200,
            .items_per_second = 59.46,
            .eta_seconds = 7.8,
            .message = "Processing item 738 of 1200",
            .error = ""};
}

TEST(ProgressBar, ShowsPercentCountsRateTimeLeftAndMessage) {
    EXPECT_EQ(render_bar(running_sync(), 100),
              "[##################............]  63%  738/1200  59.5/s  8 s left  Processing item 738 of 1200");
}

TEST(ProgressBar, LeavesOutWhatIsNotKnown) {
    const run_snapshot run{.status = "running", .percent = 10, .message = "Fetching media items from client"};

    EXPECT_EQ(render_bar(run, 80), "[###...........................]  10%  Fetching media items from client");
}

TEST(ProgressBar, NeverIsWiderThanTheTerminal) {
    auto run = running_sync();
    run.message = "Verarbeite \xC3\x84rzte \xE2\x80\x93 Ger\xC3\xA4usch, und noch viel mehr als auf eine Zeile passt";

    for (std::size_t width = 1; width < 120; ++width) {
        const auto line = render_bar(run, width);
        const auto columns =
            std::count_if(line.begin(), line.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; });
        EXPECT_LE(columns, static_cast<std::ptrdiff_t>(width)) << line;
    }
}

TEST(ProgressBar, GivesUpTheMessageBeforeTheNumbersAndTheNumbersBeforeThePercent) {
    EXPECT_EQ(render_bar(running_sync(), 50), "[#########......]  63%  738/1200  59.5/s  8 s left");
    EXPECT_EQ(render_bar(running_sync(), 20), " 63%  738/1200");
    EXPECT_EQ(render_bar(running_sync(), 4), " 63%");
}

TEST(ProgressBar, IsFullOnlyAtOneHundredPercent) {
    run_snapshot run{.status = "running", .percent = 99};
    EXPECT_NE(render_bar(run, 80).find('.'), std::string::npos);

    run.percent = 100;
    EXPECT_EQ(render_bar(run, 80), "[##############################] 100%");
}

TEST(ProgressBar, ColoursTheBarByTheStateOfTheRun) {
    auto run = running_sync();
    run.status = "failed";

    const auto line = render_bar(run, 100, {.colour = true});

    EXPECT_TRUE(line.starts_with("\x1b[31m[")) << line;
    EXPECT_NE(line.find("]\x1b[0m"), std::string::npos) << line;
}

TEST(ProgressBar, MovesByEighthsOfAColumnWhereBlocksMayBeDrawn) {
    const drawing_style blocks{.blocks = true};

    EXPECT_EQ(render_bar({.status = "running", .percent = 50}, 20, blocks), "[██████▌      ]  50%");
    EXPECT_EQ(render_bar({.status = "running", .percent = 0}, 20, blocks), "[             ]   0%");
    EXPECT_EQ(render_bar({.status = "completed", .percent = 100}, 20, blocks), "[█████████████] 100%");
}

TEST(ProgressBar, SaysWhenNobodyWorksOnARunAndWhenItDoesNotMove) {
    auto run = running_sync();

    run.liveness = "lost";
    EXPECT_NE(render_bar(run, 120).find("waits for a host to continue it"), std::string::npos);
    EXPECT_TRUE(render_bar(run, 120, {.colour = true}).starts_with("\x1b[33m["));
    run.liveness = "stalled";
    EXPECT_NE(render_line(run).find("stalled: Processing item 738 of 1200"), std::string::npos);
}

TEST(ProgressBar, IsOfAStepWithItsNameAndItsCounts) {
    const run_step step{.name = "tracks", .status = "running", .processed = 120, .total = 300};

    EXPECT_EQ(render_step(step, 60, {}, "  tracks "), "  tracks  [############..................]  40%  120/300");
    EXPECT_EQ(render_step(step, 24, {}, "  tracks "), "  tracks   40%  120/300");
    EXPECT_EQ(render_step(step, 12, {}, "  tracks "), " 40%");
}

TEST(ProgressBar, OfAStepIsFullOnlyWhenTheStepIsDone) {
    run_step step{.name = "tracks", .status = "running", .processed = 300, .total = 300};
    EXPECT_EQ(render_step(step, 10, {}, ""), " 99%");

    step.status = "completed";
    EXPECT_EQ(render_step(step, 10, {}, ""), "100%");
    EXPECT_EQ(render_step({.name = "playlists", .status = "completed", .total = 0}, 10, {}, ""), "100%  0/0");
    EXPECT_EQ(render_step({.name = "playlists", .status = "pending", .total = {}}, 30, {}, ""),
              "[...........]   0%  0  pending");
}

TEST(ProgressBar, ShowsTheErrorOfAFailedRunInsteadOfItsLastMessage) {
    auto run = running_sync();
    run.status = "failed";
    run.error = "the server does not answer";

    EXPECT_EQ(render_line(run), "63% 738/1200 items, 59.5/s: the server does not answer");
}

TEST(ProgressLine, SaysTheSameWithoutABar) {
    EXPECT_EQ(render_line(running_sync()), "63% 738/1200 items, 59.5/s, 8 s left: Processing item 738 of 1200");
}

TEST(ProgressLine, CountsLongTimesInMinutesAndHours) {
    auto run = running_sync();
    run.message.clear();

    run.eta_seconds = 200;
    EXPECT_EQ(render_line(run), "63% 738/1200 items, 59.5/s, 3:20 min left");
    run.eta_seconds = 3900;
    EXPECT_EQ(render_line(run), "63% 738/1200 items, 59.5/s, 1:05 h left");
}

TEST(RunSnapshot, ReadsTheStepsOfAMediaSync) {
    const auto run = parse_run_snapshot(
        R"({"id":42,"status":"running","progressData":{"phase":"processing","steps":[
            {"name":"artists","status":"completed","processed":10,"total":10},
            {"name":"tracks","status":"running","processed":120,"total":null,"clientID":7}]}})");

    EXPECT_EQ(run.id, 42u);
    ASSERT_EQ(run.steps.size(), 2u);
    EXPECT_EQ(run.steps[0].name, "artists");
    EXPECT_EQ(run.steps[0].total, 10);
    EXPECT_FALSE(run.steps[0].client.has_value());
    EXPECT_EQ(run.steps[1].status, "running");
    EXPECT_EQ(run.steps[1].processed, 120);
    EXPECT_FALSE(run.steps[1].total.has_value());
    EXPECT_EQ(run.steps[1].client, 7u);
}

TEST(RunSnapshot, LeavesAloneWhatAnotherJobKeepsInItsData) {
    for (const auto* data : {"null", "7", "[]", R"({"steps":7})", R"({"steps":[7,null,{},{"name":""}]})"})
        EXPECT_TRUE(parse_run_snapshot(R"({"progressData":)" + std::string(data) + "}").steps.empty()) << data;
}

TEST(RunSnapshot, KeepsOutOfTheTerminalWhatWouldDoSomethingToIt) {
    const auto run = parse_run_snapshot(R"({"errorMessage":"\u001b]0;owned\u0007 \u202Egnp.exe"})");

    EXPECT_EQ(run.error, "?]0;owned? ?gnp.exe");
}

TEST(RunSnapshot, ReadsNullAsUnknown) {
    const auto run = parse_run_snapshot(
        R"({"id":42,"status":"running","progress":20,"totalItems":null,"processedItems":0,"etaSeconds":null,"errorMessage":""})");

    EXPECT_EQ(run.percent, 20);
    EXPECT_FALSE(run.total.has_value());
    EXPECT_EQ(run.processed, 0);
    EXPECT_FALSE(run.eta_seconds.has_value());
    EXPECT_FALSE(run.is_terminal());
}

} // namespace
} // namespace sample_host
