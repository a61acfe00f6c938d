#include "database/clients.hpp"

#include "host_database.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace sample_host {
namespace {

using testing::host_database;

new_client subsonic_of(const suasor::principal& owner) {
    return {.user_id = owner.user_id,
            .type = "subsonic",
            .name = "Musik \"zu Hause\"",
            .base_url = "http://127.0.0.1:4533",
            .username = "u",
            .password = "p'w\\:x"};
}

TEST(Clients, AreStoredWithSuasorsConfig) {
    host_database host;
    const auto all = create_clients(host.pool);
    const auto request = subsonic_of(host.add_user("ann"));

    const auto made = all->create(request);

    EXPECT_EQ(made.category, "media");
    EXPECT_EQ(made.name, request.name);
    EXPECT_TRUE(made.enabled);
    EXPECT_EQ(made.shown_config, show_config(client_config(request)));
    EXPECT_EQ(made.shown_config.at("password"), "***");
    EXPECT_EQ(host.sql().scalar("SELECT config ->> 'password' FROM clients WHERE type = 'subsonic'"),
              request.password.reveal());
    EXPECT_TRUE(made.created_at.ends_with("Z")) << made.created_at;
}

TEST(Clients, AreSeenByTheirOwnerAndByAdmins) {
    host_database host;
    const auto all = create_clients(host.pool);
    const auto ann = host.add_user("ann");
    const auto bob = host.add_user("bob");
    const auto admin = host.add_user("root", true);
    const auto made = all->create(subsonic_of(ann));

    EXPECT_EQ(all->list(ann).size(), 1u);
    EXPECT_EQ(all->list(bob).size(), 0u);
    EXPECT_EQ(all->list(admin).size(), 1u);
    EXPECT_TRUE(all->get(made.id, ann).has_value());
    EXPECT_FALSE(all->get(made.id, bob).has_value());
    EXPECT_TRUE(all->get(made.id, admin).has_value());
    EXPECT_FALSE(all->get(made.id + 1, admin).has_value());
}

TEST(Clients, OfSuasorWithoutAConfigAreListed) {
    host_database host;
    const auto ann = host.add_user("ann");
    host.sql().rows("INSERT INTO clients (user_id, category, type, name) VALUES ($1, 'media', 'emby', 'old')",
                    {std::to_string(ann.user_id)});

    const auto found = create_clients(host.pool)->list(ann);

    ASSERT_EQ(found.size(), 1u);
    EXPECT_TRUE(found[0].shown_config.empty());
    EXPECT_EQ(found[0].created_at, "");
}

} // namespace
} // namespace sample_host
