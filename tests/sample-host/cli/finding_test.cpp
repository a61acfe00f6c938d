#include "cli/finding.hpp"

#include "cli/database_findings.hpp"

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sample_host {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

const std::vector<finding> k_three{{"settings", verdict::ok, "there is no settings file"},
                                   {"database", verdict::broken, "nobody answers", "start PostgreSQL"},
                                   {"clients", verdict::skipped, "the database cannot be asked"}};

database_facts healthy() {
    return {.name = "suasor",
            .user = "ann",
            .version = 150004,
            .version_text = "15.4",
            .may_create = true,
            .tables = {"users", "clients"}};
}

/// The one among the findings that is not ok.
finding only_trouble(const database_facts& facts) {
    std::vector<finding> troubles;
    for (auto& each : findings_of(facts))
        if (each.result != verdict::ok) troubles.push_back(each);
    EXPECT_EQ(troubles.size(), 1u);
    return troubles.empty() ? finding{} : troubles.front();
}

TEST(Findings, AreNumberedWithTheirCureBelow) {
    EXPECT_EQ(render_findings(k_three, {}), " 1. settings  ok       there is no settings file\n"
                                            " 2. database  broken   nobody answers\n"
                                            "    -> start PostgreSQL\n"
                                            " 3. clients   skipped  the database cannot be asked\n"
                                            "1 thing is broken\n");
}

TEST(Findings, HaveTheirColours) {
    EXPECT_THAT(render_findings(k_three, {.colour = true}), HasSubstr("database  \x1b[31mbroken \x1b[0m  nobody"));
}

TEST(Findings, EndWithTheSumOfThem) {
    const finding warning{"clocks", verdict::warning, "off", "set them"};
    const finding good{"PostgreSQL", verdict::ok, "15.4"};

    EXPECT_THAT(render_findings({good}, {}), HasSubstr("\nnothing is broken\n"));
    EXPECT_THAT(render_findings({good, warning}, {}), HasSubstr("\nnothing is broken, 1 warning\n"));
    EXPECT_THAT(render_findings({k_three[1], k_three[1], warning, warning}, {}),
                HasSubstr("\n2 things are broken, 2 warnings\n"));
    EXPECT_TRUE(all_work({good, warning, k_three[2]}));
    EXPECT_FALSE(all_work(k_three));
}

TEST(Findings, AreJsonOfAStableShape) {
    EXPECT_EQ(
        boost::json::serialize(to_json(k_three)),
        R"({"ok":false,"checks":[)"
        R"({"number":1,"subject":"settings","status":"ok","finding":"there is no settings file","cure":""},)"
        R"({"number":2,"subject":"database","status":"broken","finding":"nobody answers","cure":"start PostgreSQL"},)"
        R"({"number":3,"subject":"clients","status":"skipped","finding":"the database cannot be asked","cure":""}]})");
}

TEST(Findings, TakeTheCureFromTheEndOfAComplaint) {
    const auto found = broken("plugin a.so", "it is odd; see \"a; b\"; replace it", "never said");
    EXPECT_EQ(found.text, "it is odd; see \"a; b\"");
    EXPECT_EQ(found.cure, "replace it");
    EXPECT_EQ(broken("plugin a.so", "it is odd", "replace it").cure, "replace it");
}

TEST(DatabaseFindings, AreAllGoodForADatabaseThatIs) {
    for (const auto& each : findings_of(healthy()))
        EXPECT_EQ(each.result, verdict::ok) << each.subject << ": " << each.text;
}

TEST(DatabaseFindings, NameACureForEverythingThatIsNot) {
    auto old = healthy();
    old.version = 120017;
    old.version_text = "12.17";
    EXPECT_EQ(only_trouble(old).text, "PostgreSQL 12.17 is too old");
    EXPECT_THAT(only_trouble(old).cure, HasSubstr("PostgreSQL 13 or later"));

    auto standby = healthy();
    standby.read_only = true;
    EXPECT_THAT(only_trouble(standby).cure, HasSubstr("connect to the primary server"));

    auto stranger = healthy();
    stranger.may_create = false;
    EXPECT_EQ(only_trouble(stranger).cure, "run as the database's owner: GRANT CREATE ON SCHEMA public TO \"ann\"");

    auto guest = healthy();
    guest.foreign = {"job_runs", "clients"};
    EXPECT_THAT(only_trouble(guest).text, HasSubstr("ann does not own job_runs, clients"));
    EXPECT_THAT(only_trouble(guest).cure, HasSubstr("ALTER TABLE job_runs OWNER TO \"ann\""));

    auto empty = healthy();
    empty.tables.swap(empty.missing);
    EXPECT_EQ(only_trouble(empty).result, verdict::warning);
    EXPECT_THAT(only_trouble(empty).cure, HasSubstr("suasor-host migrate"));

    auto incomplete = healthy();
    incomplete.missing = {"media_items"};
    EXPECT_EQ(only_trouble(incomplete).text, "there is no table media_items");

    auto late = healthy();
    late.ahead = -7500ms;
    EXPECT_EQ(only_trouble(late).text, "the database's is 7.5 s behind this machine's");
    EXPECT_THAT(only_trouble(late).cure, HasSubstr("NTP"));
}

} // namespace
} // namespace sample_host
