#include "plugin/media_servers/url.hpp"

#include <gtest/gtest.h>

namespace media_sync {
namespace {

TEST(Url, KeepsAPathPrefixAndAddsSegmentsAfterOneSlash) {
    EXPECT_EQ((*url::parse("http://nas:4040/music/") / "rest" / "ping.view").text(),
              "http://nas:4040/music/rest/ping.view");
    EXPECT_EQ((*url::parse("https://nas") / "rest").text(), "https://nas/rest");
}

TEST(Url, EncodesSegmentsNamesAndValues) {
    const auto address = (*url::parse("http://nas") / "a/b").with("k&", "v =ž").with("empty", "");
    EXPECT_EQ(address.text(), "http://nas/a%2Fb?k%26=v%20%3D%C5%BE&empty=");
}

TEST(Url, IsShownWithoutItsQuery) {
    EXPECT_EQ(url::parse("http://nas/rest")->with("p", "secret").shown(), "http://nas/rest");
}

TEST(Url, KeepsATrailingSlashAndAnIpv6Host) {
    EXPECT_EQ(url::parse("http://[::1]:80/a/")->text(), "http://[::1]/a/");
}

TEST(Url, ComparesOriginsBySchemeHostAndPort) {
    const auto address = *url::parse("http://Nas:80/a");
    EXPECT_TRUE(address.same_origin(*url::parse("HTTP://nas/b")));
    EXPECT_FALSE(address.same_origin(*url::parse("https://nas/a")));
    EXPECT_FALSE(address.same_origin(*url::parse("http://nas:81/a")));
    EXPECT_FALSE(address.same_origin(*url::parse("http://nas.example/a")));
}

TEST(Url, RefusesWhatIsNoHttpAddressWithoutRepeatingIt) {
    for (const auto* text : {"", "nas:4040", "ftp://nas", "file:///etc/passwd", "http://", "http://u:secret@nas",
                             "http://nas:99999/secret", "http://na s/secret"}) {
        const auto parsed = url::parse(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().text.find("secret"), std::string::npos) << parsed.error().text;
    }
    EXPECT_FALSE(url::parse(std::string_view("http://nas\0/x", 13)));
}

} // namespace
} // namespace media_sync
