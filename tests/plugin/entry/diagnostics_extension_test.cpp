#include "plugin/entry/diagnostics_extension.hpp"

#include "support/fake_sync_store.hpp"
#include "support/scripted_source.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <suasor/host/diagnostics.hpp>

namespace media_sync {
namespace {

using ::testing::HasSubstr;

constexpr client_id k_client = 3;
constexpr user_id k_owner = 1;

class DiagnosticsExtension : public ::testing::Test {
  protected:
    DiagnosticsExtension() {
        database_.clients[k_client] = {k_client, k_owner, "subsonic", "My music", true, "{}"};
        sources_.of(k_client);
        extension_.open(examiner_);
    }

    boost::json::value check(const std::optional<suasor::principal>& who = std::nullopt, client_id id = k_client) {
        return boost::json::parse(suasor::check_client(*extension_.c(), id, who));
    }

    suasor_status refusal(const std::optional<suasor::principal>& who = std::nullopt, client_id id = k_client) {
        try {
            check(who, id);
            return SUASOR_OK;
        } catch (const suasor::error& refused) {
            return refused.status();
        }
    }

    test::fake_database database_;
    test::fake_sync_store store_{database_};
    test::scripted_factory sources_;
    client_examiner examiner_{store_, sources_};
    diagnostics_extension extension_;
};

TEST_F(DiagnosticsExtension, AnswersInThreeTexts) {
    EXPECT_EQ(check(), (boost::json::value{
                           {"status", "ok"}, {"finding", "it is Script 1.0 and takes the credentials"}, {"cure", ""}}));

    sources_.of(k_client).identify_error = "the server is away; start it";
    EXPECT_EQ(check(),
              (boost::json::value{{"status", "broken"}, {"finding", "the server is away"}, {"cure", "start it"}}));
}

TEST_F(DiagnosticsExtension, IsForThoseWhoMaySeeTheClient) {
    EXPECT_EQ(refusal(suasor::principal{k_owner, false}), SUASOR_OK);
    EXPECT_EQ(refusal(suasor::principal{k_owner + 1, true}), SUASOR_OK);
    EXPECT_EQ(refusal(suasor::principal{k_owner + 1, false}), SUASOR_E_NOT_FOUND);
    EXPECT_EQ(refusal(std::nullopt, k_client + 1), SUASOR_E_NOT_FOUND);
}

TEST_F(DiagnosticsExtension, SaysThatTheDatabaseIsAway) {
    database_.go_away();

    EXPECT_EQ(refusal(), SUASOR_E_UNAVAILABLE);
}

TEST_F(DiagnosticsExtension, NeedsSomebodyToTakeTheAnswer) {
    suasor::error_buffer problem;

    EXPECT_EQ(extension_.c()->check_client(extension_.c(), k_client, nullptr, nullptr, problem.c()),
              SUASOR_E_INVALID_ARGUMENT);
    EXPECT_THAT(std::string(problem.text()), HasSubstr("suasor_receiver"));
}

TEST_F(DiagnosticsExtension, IsClosedOnceThePluginStops) {
    examiner_.stop();
    EXPECT_EQ(refusal(), SUASOR_E_CLOSED);

    extension_.close();
    EXPECT_EQ(refusal(), SUASOR_E_CLOSED);
}

} // namespace
} // namespace media_sync
