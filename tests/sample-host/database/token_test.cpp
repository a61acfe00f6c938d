#include "database/token.hpp"
#include "database/token_cache.hpp"

#include <gtest/gtest.h>

#include <set>

namespace sample_host {
namespace {

using namespace std::chrono_literals;

TEST(Token, IsFortyThreeCharactersOfBase64UrlAndNeverTheSameTwice) {
    std::set<std::string> made;
    for (int i = 0; i < 100; ++i)
        made.insert(make_token());

    EXPECT_EQ(made.size(), 100u);
    for (const auto& token : made) {
        EXPECT_EQ(token.size(), 43u);
        EXPECT_TRUE(hash_token(token).has_value()) << token;
    }
}

TEST(Token, IsKnownByItsSha256) {
    const auto hash = hash_token("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

    // printf %s AAAA... | sha256sum
    ASSERT_TRUE(hash.has_value());
    EXPECT_EQ(hash->hex(), sha256_hex("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Token, HasNoHashIfItHasNotTheFormOfOne) {
    EXPECT_FALSE(hash_token("").has_value());
    EXPECT_FALSE(hash_token(std::string(42, 'A')).has_value());
    EXPECT_FALSE(hash_token(std::string(44, 'A')).has_value());
    EXPECT_FALSE(hash_token(std::string(42, 'A') + "=").has_value());
}

TEST(TokenHash, IsAnotherOneIfAnyByteDiffers) {
    const token_hash::bytes bytes{1, 2, 3};

    EXPECT_EQ(token_hash(bytes), token_hash(bytes));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto other = bytes;
        other[i] ^= 0x80;
        EXPECT_NE(token_hash(other), token_hash(bytes)) << i;
    }
}

TEST(TokenCache, ForgetsAfterItsLifetime) {
    auto now = std::chrono::steady_clock::now();
    token_cache cache({.entries = 10, .lifetime = 10s}, [&] { return now; });
    const auto token = *hash_token(make_token());
    cache.put(token, {7, true});

    now += 9s;
    EXPECT_EQ(cache.find(token), (suasor::principal{7, true}));
    now += 1s;
    EXPECT_EQ(cache.find(token), std::nullopt);
}

TEST(TokenCache, KnowsForLongerWhatNobodyCanBeAskedAbout) {
    auto now = std::chrono::steady_clock::now();
    token_cache cache({.entries = 10, .lifetime = 10s, .outage = 1h}, [&] { return now; });
    const auto token = *hash_token(make_token());
    cache.put(token, {7, true});

    now += 59min;
    EXPECT_EQ(cache.find(token), std::nullopt);
    EXPECT_EQ(cache.find_outlived(token), (suasor::principal{7, true}));
    now += 2min;
    EXPECT_EQ(cache.find_outlived(token), std::nullopt);
}

TEST(TokenCache, DropsTheOldestWhenFull) {
    token_cache cache({.entries = 2, .lifetime = 10s});
    const auto first = *hash_token(make_token());
    const auto second = *hash_token(make_token());
    const auto third = *hash_token(make_token());

    cache.put(first, {1, false});
    cache.put(second, {2, false});
    cache.put(third, {3, false});

    EXPECT_EQ(cache.find(first), std::nullopt);
    EXPECT_TRUE(cache.find(second).has_value());
    EXPECT_TRUE(cache.find(third).has_value());
}

TEST(TokenCache, ErasesARevokedToken) {
    token_cache cache({});
    const auto token = *hash_token(make_token());
    cache.put(token, {1, false});

    cache.erase(token);

    EXPECT_EQ(cache.find(token), std::nullopt);
}

} // namespace
} // namespace sample_host
