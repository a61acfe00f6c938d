#include "database/media_sync_jobs.hpp"

#include "database/clients.hpp"
#include "host_database.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace sample_host {
namespace {

using testing::host_database;

std::uint64_t add_client(host_database& host, const suasor::principal& owner) {
    return create_clients(host.pool)
        ->create({.user_id = owner.user_id, .type = "plex", .base_url = "http://plex.example", .token = "T"})
        .id;
}

TEST(MediaSyncJobs, BelongToTheClientsOwnerAlsoWhenAnAdminMakesThem) {
    host_database host;
    const auto ann = host.add_user("ann");
    const auto admin = host.add_user("root", true);
    const auto all = create_media_sync_jobs(host.pool);

    const auto made = all->create({.client_id = add_client(host, ann), .sync_type = "music"}, admin);

    EXPECT_EQ(made.user_id, ann.user_id);
    EXPECT_EQ(made.client_type, "plex");
    EXPECT_EQ(made.frequency, "daily");
    EXPECT_FALSE(made.last_sync_time.has_value());
    EXPECT_EQ(all->list(ann).size(), 1u);
}

TEST(MediaSyncJobs, DoNotTellWhetherAnotherUsersClientExists) {
    host_database host;
    const auto ann = host.add_user("ann");
    const auto bob = host.add_user("bob");
    const auto all = create_media_sync_jobs(host.pool);

    try {
        all->create({.client_id = add_client(host, ann), .sync_type = "music"}, bob);
        FAIL() << "bob made a job of ann's client";
    } catch (const suasor::error& problem) {
        EXPECT_EQ(problem.status(), SUASOR_E_NOT_FOUND);
    }
    EXPECT_TRUE(all->list(bob).empty());
}

TEST(MediaSyncJobs, AreOfSuasorsTypesAndFrequencies) {
    host_database host;
    const auto ann = host.add_user("ann");
    const auto client = add_client(host, ann);
    const auto all = create_media_sync_jobs(host.pool);

    EXPECT_THROW(all->create({.client_id = client, .sync_type = "photos"}, ann), suasor::error);
    EXPECT_THROW(all->create({.client_id = client, .sync_type = "music", .frequency = "hourly"}, ann), suasor::error);
}

TEST(MediaSyncJobs, ChangeInWhatIsSaidAndStayInTheRest) {
    host_database host;
    const auto ann = host.add_user("ann");
    const auto all = create_media_sync_jobs(host.pool);
    const auto id = all->create({.client_id = add_client(host, ann), .sync_type = "music"}, ann).id;

    const auto weekly = all->change(id, {.frequency = "weekly"}, ann);
    const auto off = all->change(id, {.enabled = false}, ann);

    EXPECT_EQ(weekly.frequency, "weekly");
    EXPECT_TRUE(weekly.enabled);
    EXPECT_EQ(off.frequency, "weekly");
    EXPECT_FALSE(off.enabled);
    EXPECT_THROW(all->change(id, {.frequency = "hourly"}, ann), suasor::error);
    EXPECT_EQ(all->list(ann).at(0).frequency, "weekly");
}

TEST(MediaSyncJobs, AreChangedByTheirOwnerAndAdmins) {
    host_database host;
    const auto ann = host.add_user("ann");
    const auto all = create_media_sync_jobs(host.pool);
    const auto id = all->create({.client_id = add_client(host, ann), .sync_type = "music"}, ann).id;

    try {
        all->change(id, {.enabled = false}, host.add_user("bob"));
        FAIL() << "bob changed a job of ann's";
    } catch (const suasor::error& problem) {
        EXPECT_EQ(problem.status(), SUASOR_E_NOT_FOUND);
    }
    EXPECT_TRUE(all->list(ann).at(0).enabled);
    EXPECT_FALSE(all->change(id, {.enabled = false}, host.add_user("root", true)).enabled);
}

TEST(MediaSyncJobBody, IsReadStrictly) {
    const auto request = parse_new_media_sync_job(R"({"clientID":3,"syncType":"music","enabled":false})");

    EXPECT_EQ(request.client_id, 3u);
    EXPECT_EQ(request.frequency, "daily");
    EXPECT_FALSE(request.enabled);
    for (const auto* body :
         {R"({"syncType":"music"})", R"({"clientID":"3","syncType":"music"})", R"({"clientID":0,"syncType":"x"})",
          R"({"clientID":3,"syncType":"music","cron":"* * * * *"})", "3", ""})
        EXPECT_THROW(parse_new_media_sync_job(body), suasor::error) << body;
}

} // namespace
} // namespace sample_host
