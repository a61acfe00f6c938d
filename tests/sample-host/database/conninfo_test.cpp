#include "database/conninfo.hpp"

#include <suasor/types.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sample_host {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Conninfo, CompletesBothFormsWithTimeOuts) {
    for (const auto* given :
         {"postgresql://ann@db.example:5433/suasor", "host=db.example port=5433 user=ann dbname=suasor"}) {
        const auto completed = with_connection_defaults(given).reveal();
        EXPECT_THAT(completed, HasSubstr("host='db.example'"));
        EXPECT_THAT(completed, HasSubstr("dbname='suasor'"));
        EXPECT_THAT(completed, HasSubstr("connect_timeout='5'"));
        EXPECT_THAT(completed, HasSubstr("application_name='suasor-host'"));
    }
}

TEST(Conninfo, KeepsWhatIsSet) {
    EXPECT_THAT(with_connection_defaults("host=db connect_timeout=30").reveal(), HasSubstr("connect_timeout='30'"));
}

TEST(Conninfo, SurvivesASecondRoundWithQuotesAndBackslashes) {
    const auto once = with_connection_defaults(R"(host=db password='it\'s a \\ secret')").reveal();

    EXPECT_EQ(with_connection_defaults(once).reveal(), once);
    EXPECT_THAT(once, HasSubstr(R"(password='it\'s a \\ secret')"));
}

TEST(Conninfo, DoesNotRepeatWhatIsMalformed) {
    try {
        with_connection_defaults("host=db hunter2");
        FAIL() << "accepted";
    } catch (const suasor::error& problem) {
        EXPECT_THAT(problem.what(), Not(HasSubstr("hunter2")));
    }
}

} // namespace
} // namespace sample_host
