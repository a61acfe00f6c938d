#include "cli/listen_address.hpp"

#include <suasor/types.hpp>

#include <gtest/gtest.h>

namespace sample_host {
namespace {

TEST(ListenAddress, TakesNumericAddressesAndLocalhost) {
    EXPECT_EQ(parse_listen_address("127.0.0.1:8080").url(8080), "http://127.0.0.1:8080");
    EXPECT_EQ(parse_listen_address("localhost:0").host, "127.0.0.1");
    EXPECT_EQ(parse_listen_address("[::1]:80").url(80), "http://[::1]:80");
}

TEST(ListenAddress, KnowsWhatOthersCanReach) {
    EXPECT_TRUE(parse_listen_address("127.0.0.1:1").loopback);
    EXPECT_FALSE(parse_listen_address("0.0.0.0:1").loopback);
}

TEST(ListenAddress, RefusesWhatIsNone) {
    for (const auto* text : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:1x", "::1:80",
                             "host.example:80", "[127.0.0.1]:80"})
        EXPECT_THROW(parse_listen_address(text), suasor::error) << text;
}

} // namespace
} // namespace sample_host
