#include "plugin/core/sync/client_check.hpp"

#include "sync_fixture.hpp"

namespace media_sync {
namespace {

using ::testing::HasSubstr;

class ClientCheck : public test::sync_fixture {
  protected:
    result<client_check> check(const scope& viewer = {}) {
        return check_client(store_, sources_, test::k_client, viewer, cancel_);
    }
};

TEST_F(ClientCheck, SaysWhatTheServerIs) {
    server();

    const auto found = check();

    ASSERT_TRUE(found);
    EXPECT_TRUE(found->usable);
    EXPECT_EQ(found->finding, "it is Script 1.0 and takes the credentials");
    EXPECT_EQ(found->cure, "");
}

TEST_F(ClientCheck, PartsWhatIsWrongFromTheWayOut) {
    server().identify_error = "Script: error; with a semicolon is bad; do this, and then that";

    const auto found = check();

    ASSERT_TRUE(found);
    EXPECT_FALSE(found->usable);
    EXPECT_EQ(found->finding, "Script: error; with a semicolon is bad");
    EXPECT_EQ(found->cure, "do this, and then that");
}

TEST_F(ClientCheck, FindsAConfigurationThatCannotBeUsedWithoutAskingAnybody) {
    server().open_error = "The configuration of client 3 has no password; enter it in the client's settings";

    const auto found = check();

    ASSERT_TRUE(found);
    EXPECT_FALSE(found->usable);
    EXPECT_EQ(found->cure, "enter it in the client's settings");
}

TEST_F(ClientCheck, IsForThoseWhoMaySeeTheClient) {
    server();

    EXPECT_TRUE(check({test::k_owner}));
    const auto refused = check({test::k_owner + 1});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::not_found);
}

TEST_F(ClientCheck, EndsWhenItIsToldTo) {
    server();
    cancel_.request(cancel_reason::shutdown);

    EXPECT_THROW(static_cast<void>(check()), cancelled);
}

} // namespace
} // namespace media_sync
