#include "plugin/core/progress/percent.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace media_sync {
namespace {

constexpr auto k_largest = std::numeric_limits<std::int64_t>::max();

TEST(PercentOfItems, IsTheFloorOfTheShare) {
    struct example {
        std::int64_t processed;
        std::optional<std::int64_t> total;
        int percent;
    };
    const std::array examples{
        example{0, 3, 0},
        example{1, 3, 33},
        example{2, 3, 66},
        example{738, 1200, 61},
        example{999, 1000, 99},
        example{1, 1'000'000, 0},
        example{k_largest / 2, k_largest, 49},
        example{k_largest / 2 + 1, k_largest, 50},
    };
    for (const auto& [processed, total, percent] : examples)
        EXPECT_EQ(percent_of_items(processed, total), percent) << processed << " of " << *total;
}

TEST(PercentOfItems, Leaves100ToTheCompletion) {
    EXPECT_EQ(percent_of_items(3, 3), 99);
    EXPECT_EQ(percent_of_items(4, 3), 99);
    EXPECT_EQ(percent_of_items(k_largest, k_largest), 99);
}

TEST(PercentOfItems, IsZeroWhileTheTotalIsUnknownOrZero) {
    EXPECT_EQ(percent_of_items(5, std::nullopt), 0);
    EXPECT_EQ(percent_of_items(5, 0), 0);
    EXPECT_EQ(percent_of_items(5, -1), 0);
}

TEST(PercentOfSync, RunsFrom20To90) {
    struct example {
        std::int64_t processed;
        std::int64_t total;
        int percent;
    };
    const std::array examples{
        example{0, 1200, 20},
        example{1, 1200, 20},
        example{17, 1200, 20},
        example{18, 1200, 21},
        example{738, 1200, 63}, // the example of the REST contract
        example{1199, 1200, 89},
        example{1200, 1200, 90},
        example{1201, 1200, 90},
        example{k_largest, k_largest, 90},
        example{k_largest / 2, k_largest, 54},
    };
    for (const auto& [processed, total, percent] : examples)
        EXPECT_EQ(percent_of_sync(processed, total), percent) << processed << " of " << total;
}

TEST(PercentOfSync, Is90WhereThereIsNothingToDo) {
    EXPECT_EQ(percent_of_sync(0, 0), 90);
}

TEST(Percent, NeverFallsWhileItemsAreProcessed) {
    for (const std::int64_t total : {std::int64_t{7}, std::int64_t{1200}, k_largest}) {
        auto of_items = 0;
        auto of_sync = 0;
        for (int step = 0; step <= 1200; ++step) {
            const auto processed = total / 1200 * step + total % 1200 * step / 1200;
            ASSERT_GE(percent_of_items(processed, total), of_items) << processed << " of " << total;
            ASSERT_GE(percent_of_sync(processed, total), of_sync) << processed << " of " << total;
            of_items = percent_of_items(processed, total);
            of_sync = percent_of_sync(processed, total);
        }
        EXPECT_EQ(of_items, 99);
        EXPECT_EQ(of_sync, 90);
    }
}

} // namespace
} // namespace media_sync
