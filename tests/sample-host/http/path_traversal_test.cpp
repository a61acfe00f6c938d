#include "http/host_routes.hpp"
#include "http/web_files.hpp"
#include "raw_client.hpp"
#include "test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sample_host::http::testing {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// A host with its pages and nothing else.
struct page_server : test_server {
    page_server() { add_web_routes(routes); }
};

TEST(WebFiles, AreServedUnderTheirNames) {
    page_server host;
    const auto port = host.start();

    for (const auto& file : web_files()) {
        const auto path = file.name == "index.html" ? "/" : "/" + std::string(file.name);
        const auto answer = fetch(port, "GET", path);
        EXPECT_EQ(answer.status, 200) << path;
        EXPECT_EQ(answer.body, file.content) << path;
    }
}

class PathTraversal : public ::testing::TestWithParam<std::string> {};

TEST_P(PathTraversal, LeadsNowhere) {
    page_server host;

    const auto answer = fetch(host.start(), "GET", GetParam());

    EXPECT_THAT(answer.status, AnyOf(400, 404));
    EXPECT_THAT(answer.body, Not(HasSubstr("root:")));
    for (const auto& file : web_files())
        EXPECT_THAT(answer.body, Not(HasSubstr(std::string(file.content))));
}

INSTANTIATE_TEST_SUITE_P(OutOfTheFolder, PathTraversal,
                         ::testing::Values("/../etc/passwd", "/../../../../etc/passwd", "//etc/passwd",
                                           "/./../etc/passwd", "/icon.svg/../../etc/passwd", "/....//....//etc/passwd",
                                           "/..;/etc/passwd", "/../web/icon.svg", "/web/../icon.svg", "/icon.svg/..",
                                           "/etc/passwd", "/proc/self/environ"));
INSTANTIATE_TEST_SUITE_P(Encoded, PathTraversal,
                         ::testing::Values("/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd",
                                           "/%2e%2e%2fetc%2fpasswd", "/%2fetc%2fpasswd",
                                           "/icon.svg%2f..%2f..%2fetc%2fpasswd", "/%2e%2e%2ficon.svg", "/%2e/icon.svg",
                                           "/%252e%252e%252fetc%252fpasswd", "/%c0%ae%c0%ae/etc/passwd",
                                           "/%e0%80%ae%e0%80%ae/icon.svg"));
INSTANTIATE_TEST_SUITE_P(OfOtherSystems, PathTraversal,
                         ::testing::Values(R"(/..\..\etc\passwd)", "/..%5c..%5cetc%5cpasswd", R"(/\etc\passwd)",
                                           "/C:/icon.svg", "/icon.svg::$DATA", "file:///etc/passwd",
                                           "http://x/../etc/passwd"));
INSTANTIATE_TEST_SUITE_P(CutOff, PathTraversal,
                         ::testing::Values("/etc/passwd%00.svg", "/icon.svg%00", "/%00", "/icon.svg%", "/icon.svg%2"));

} // namespace
} // namespace sample_host::http::testing
