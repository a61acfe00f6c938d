#include "cli/progress_frame.hpp"

#include "cli/columns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sample_host {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

run_snapshot music_sync() {
    return {.id = 42,
            .status = "running",
            .percent = 59,
            .processed = 230,
            .total = 410,
            .message = "Processing",
            .steps = {{.name = "artists", .status = "completed", .processed = 10, .total = 10},
                      {.name = "albums", .status = "completed", .processed = 100, .total = 100},
                      {.name = "tracks", .status = "running", .processed = 120, .total = 300}}};
}

/// A full sync in the middle of its eighth step of ten.
run_snapshot long_sync() {
    auto run = music_sync();
    run.steps.clear();
    for (int i = 0; i < 10; ++i)
        run.steps.push_back({.name = "step" + std::to_string(i),
                             .status = i < 7    ? "completed"
                                       : i == 7 ? "running"
                                                : "pending",
                             .processed = 0,
                             .total = 10});
    return run;
}

std::vector<std::string> frame_of(std::vector<run_snapshot> runs, screen_size screen, bool named = false) {
    return render_frame(runs, screen, {}, named);
}

TEST(ProgressFrame, HasABarOverAllAndOneForEachStep) {
    EXPECT_THAT(frame_of({music_sync()}, {80, 24}),
                ElementsAre("total     [#################.............]  59%  230/410  Processing",
                            "  artists [##############################] 100%  10/10",
                            "  albums  [##############################] 100%  100/100",
                            "  tracks  [############..................]  40%  120/300"));
}

TEST(ProgressFrame, IsOneLineForARunOfOneStep) {
    auto run = music_sync();
    run.steps.resize(1);

    EXPECT_THAT(frame_of({run}, {80, 24}), ElementsAre("[#################.............]  59%  230/410  Processing"));
}

TEST(ProgressFrame, SaysOfWhichClientAStepIs) {
    auto run = music_sync();
    run.steps[0].client = 7;

    EXPECT_THAT(frame_of({run}, {80, 24})[1], StartsWith("  artists (client 7) ["));
}

TEST(ProgressFrame, NamesTheRunsWhereThereMayBeSeveral) {
    auto other = music_sync();
    other.id = 43;
    other.steps.clear();

    const auto lines = frame_of({music_sync(), other}, {80, 24}, true);

    ASSERT_THAT(lines, SizeIs(5));
    EXPECT_THAT(lines[0], StartsWith("run 42    ["));
    EXPECT_THAT(lines[3], StartsWith("  tracks  ["));
    EXPECT_THAT(lines[4], StartsWith("run 43    ["));
}

TEST(ProgressFrame, KeepsTheStepAtWorkWhereThereAreTooFewRows) {
    const auto lines = frame_of({long_sync()}, {80, 5});

    ASSERT_THAT(lines, SizeIs(5));
    EXPECT_THAT(lines[0], StartsWith("total"));
    EXPECT_THAT(lines[1], StartsWith("  step7"));
    EXPECT_THAT(lines[2], StartsWith("  step8"));
    EXPECT_THAT(lines[3], StartsWith("  step9"));
    EXPECT_EQ(lines[4], "  7 more steps");
}

TEST(ProgressFrame, ShowsTheLastStepsOfARunThatIsThrough) {
    auto run = long_sync();
    for (auto& step : run.steps)
        step.status = "completed";

    EXPECT_THAT(frame_of({run}, {80, 4}),
                ElementsAre(StartsWith("total"), StartsWith("  step8"), StartsWith("  step9"), "  8 more steps"));
}

TEST(ProgressFrame, GivesUpStepsBeforeRunsAndCountsTheRunsThatAreLeftOut) {
    const std::vector<run_snapshot> runs(4, long_sync());

    EXPECT_THAT(frame_of(runs, {80, 4}, true), ::testing::Each(StartsWith("run 42")));
    const auto lines = frame_of(runs, {80, 3}, true);
    EXPECT_THAT(lines, ElementsAre(StartsWith("run 42"), StartsWith("run 42"), "  2 more runs"));
}

TEST(ProgressFrame, FitsEveryScreen) {
    const std::vector<run_snapshot> runs{music_sync(), long_sync(), music_sync()};
    for (std::size_t width = 0; width < 100; ++width)
        for (std::size_t rows = 0; rows < 24; ++rows) {
            const auto lines = frame_of(runs, {width, rows}, true);
            EXPECT_LE(lines.size(), std::max<std::size_t>(rows, 1)) << width << "x" << rows;
            for (const auto& line : lines)
                EXPECT_LE(columns(line), width) << line;
        }
}

} // namespace
} // namespace sample_host
