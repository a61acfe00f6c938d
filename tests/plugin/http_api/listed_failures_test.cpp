#include "plugin/http_api/listed_failures.hpp"

#include <gtest/gtest.h>

#include <array>

namespace media_sync {
namespace {

const std::array k_failures{run_failure{"ab12", "A \"title\"", "it is broken"}, run_failure{"", "Untitled", "no id"}};

TEST(ListedFailures, TakeThePlaceOfTheOnesThatWereThere) {
    EXPECT_EQ(with_failures(R"({"phase":"processing","failures":[{"itemID":"x"}],"attempt":1})", k_failures),
              R"({"phase":"processing","failures":[{"itemID":"ab12","title":"A \"title\"","error":"it is broken"},)"
              R"({"itemID":"","title":"Untitled","error":"no id"}],"attempt":1})");
}

TEST(ListedFailures, CanBeNone) {
    EXPECT_EQ(with_failures(R"({"failures":[{"itemID":"x"}]})", {}), R"({"failures":[]})");
}

TEST(ListedFailures, AreNotPutWhereNoneWere) {
    for (const auto* other : {"", "{}", R"({"phase": "exporting"})", "[1]"})
        EXPECT_EQ(with_failures(other, k_failures), other);
}

} // namespace
} // namespace media_sync
