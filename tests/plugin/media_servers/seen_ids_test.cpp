#include "plugin/media_servers/seen_ids.hpp"

#include <gtest/gtest.h>

#include <random>
#include <unordered_set>

namespace media_sync {

namespace {

TEST(SeenIds, TellWhatIsNewFromWhatIsNot) {
    std::mt19937_64 random(1);
    std::uniform_int_distribution<std::uint64_t> one_of_few(0, 3000);
    seen_ids seen;
    std::unordered_set<std::uint64_t> expected;

    for (int i = 0; i < 5000; ++i) {
        const auto hash = one_of_few(random) << 40;
        ASSERT_EQ(seen.insert(hash), expected.insert(hash).second) << hash;
        ASSERT_EQ(seen.size(), expected.size());
    }
}

} // namespace

} // namespace media_sync
