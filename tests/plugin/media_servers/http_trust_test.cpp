#include "plugin/media_servers/http_client.hpp"

#include "support/fake_servers/tls_server.hpp"
#include "test_settings.hpp"

#include <gmock/gmock.h>

namespace media_sync {
namespace {

using suasor::testing::tls_server;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(HttpTrust, TellsNothingToAServerForWhichNobodyVouches) {
    tls_server server;
    const http_request request{(*url::parse(server.base_url()) / "path").with("token", "hunter2"),
                               {{"X-Plex-Token", "hunter2"}}};
    http_client client("Plex server \"Home\"", impatient());

    const auto text = source_error_of([&] { client.get(request, manual_cancel()); });

    EXPECT_THAT(text, AllOf(HasSubstr("Plex server \"Home\""), HasSubstr(server.base_url() + "/path cannot be trusted"),
                            HasSubstr("give the server a certificate"), Not(HasSubstr("hunter2"))));
    EXPECT_EQ(server.heard(), "");
    EXPECT_EQ(server.connections(), 1) << "another try would end the same way";
}

} // namespace
} // namespace media_sync
