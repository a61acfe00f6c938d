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
    EXPECT_EQ(render_bar(running_sync(), 100, false),
              "[##################............]  63%  738/1200  59.5/s  8 s left  Processing item 738 of 1200");
}

TEST(ProgressBar, LeavesOutWhatIsNotKnown) {
    const run_snapshot run{.status = "running", .percent = 10, .message = "Fetching media items from client"};

    EXPECT_EQ(render_bar(run, 80, false), "[###...........................]  10%  Fetching media items from client");
}

TEST(ProgressBar, NeverIsWiderThanTheTerminal) {
    auto run = running_sync();
    run.message = "Verarbeite \xC3\x84rzte \xE2\x80\x93 Ger\xC3\xA4usch, und noch viel mehr als auf eine Zeile passt";

    for (std::size_t width = 1; width < 120; ++width) {
        const auto line = render_bar(run, width, false);
        const auto columns =
            std::count_if(line.begin(), line.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; });
        EXPECT_LE(columns, static_cast<std::ptrdiff_t>(width)) << line;
    }
}

TEST(ProgressBar, GivesUpTheMessageBeforeTheNumbersAndTheNumbersBeforeThePercent) {
    EXPECT_EQ(render_bar(running_sync(), 50, false), "[#########......]  63%  738/1200  59.5/s  8 s left");
    EXPECT_EQ(render_bar(running_sync(), 20, false), " 63%  738/1200");
    EXPECT_EQ(render_bar(running_sync(), 4, false), " 63%");
}

TEST(ProgressBar, IsFullOnlyAtOneHundredPercent) {
    run_snapshot run{.status = "running", .percent = 99};
    EXPECT_NE(render_bar(run, 80, false).find('.'), std::string::npos);

    run.percent = 100;
    EXPECT_EQ(render_bar(run, 80, false), "[##############################] 100%");
}

TEST(ProgressBar, ColoursTheBarByTheStateOfTheRun) {
    auto run = running_sync();
    run.status = "failed";

    const auto line = render_bar(run, 100, true);

    EXPECT_TRUE(line.starts_with("\x1b[31m[")) << line;
    EXPECT_NE(line.find("]\x1b[0m"), std::string::npos) << line;
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
