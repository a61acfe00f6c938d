#include "database/users.hpp"

#include "host_database.hpp"

#include <gtest/gtest.h>

namespace sample_host {
namespace {

using testing::host_database;

constexpr token_cache_limits k_no_cache{.entries = 10, .lifetime = std::chrono::milliseconds(0)};

TEST(Users, AreStoredAsSuasorHasThemWithAPasswordThatNobodyCanType) {
    host_database host;
    const auto all = create_users(host.pool);

    const auto ann = all->create({.name = "ann", .email = "", .is_admin = true});

    EXPECT_TRUE(ann.is_admin);
    EXPECT_EQ(ann.email, "ann@localhost");
    EXPECT_EQ(all->find("ann")->id, ann.id);
    EXPECT_EQ(all->get(ann.id)->name, "ann");
    EXPECT_FALSE(all->get(ann.id + 1).has_value());
    EXPECT_EQ(
        host.sql().scalar("SELECT role || ' ' || active || ' ' || left(password, 1) || length(password) FROM users"),
        "admin true !44");
}

TEST(Users, AreRefusedTwice) {
    host_database host;
    const auto all = create_users(host.pool);
    all->create({.name = "ann", .email = "", .is_admin = false});

    try {
        all->create({.name = "ann", .email = "", .is_admin = false});
        FAIL() << "a second user of the same name was stored";
    } catch (const suasor::error& problem) {
        EXPECT_EQ(problem.status(), SUASOR_E_EXISTS);
    }
}

TEST(Users, AreRefusedWithANameThatIsNone) {
    host_database host;
    const auto all = create_users(host.pool);

    for (const auto* name : {"", "an n", "a\nb", "a/b", "\xC3\xA4"})
        EXPECT_THROW(all->create({.name = name, .email = "", .is_admin = false}), suasor::error) << name;
}

TEST(Users, AreKnownByTheirTokenOfWhichOnlyTheHashIsStored) {
    host_database host;
    const auto all = create_users(host.pool, k_no_cache);
    const auto ann = host.add_user("ann", true);

    const auto token = all->issue_token(ann.user_id).reveal();

    EXPECT_EQ(all->authenticate(token), ann);
    EXPECT_EQ(host.sql().scalar("SELECT token_hash = sha256($1::text::bytea) FROM api_tokens", {token}), "t");
    EXPECT_EQ(host.sql().scalar("SELECT last_used_at IS NOT NULL FROM api_tokens"), "t");
}

TEST(Users, AreNotKnownByAnyOtherToken) {
    host_database host;
    const auto all = create_users(host.pool, k_no_cache);
    all->issue_token(host.add_user("ann").user_id);

    EXPECT_EQ(all->authenticate(std::string(43, 'A')), std::nullopt);
    EXPECT_EQ(all->authenticate("short"), std::nullopt);
    EXPECT_EQ(all->authenticate(""), std::nullopt);
}

TEST(Users, AreNotKnownOnceInactiveOrTheirTokenRevoked) {
    host_database host;
    const auto all = create_users(host.pool, k_no_cache);
    const auto ann = host.add_user("ann");
    const auto bob = host.add_user("bob");
    const auto anns = all->issue_token(ann.user_id).reveal();
    const auto bobs = all->issue_token(bob.user_id).reveal();

    all->revoke(anns);
    host.sql().exec("UPDATE users SET active = false WHERE username = 'bob'");

    EXPECT_EQ(all->authenticate(anns), std::nullopt);
    EXPECT_EQ(all->authenticate(bobs), std::nullopt);
}

TEST(Users, AreKnownWhileTheDatabaseIsAwayThoughItIsTimeToAskAgain) {
    host_database host;
    const auto all = create_users(host.pool, k_no_cache);
    const auto ann = host.add_user("ann");
    const auto anns = all->issue_token(ann.user_id).reveal();
    const auto bobs = all->issue_token(host.add_user("bob").user_id).reveal();
    all->authenticate(anns);

    const suasor::testing::closed_database closed(host.database);
    host.database.disconnect_others();

    EXPECT_EQ(all->authenticate(anns), ann);
    EXPECT_THROW(all->authenticate(bobs), database_unavailable);
}

TEST(Users, AreNotKnownAnyMoreOnceTheDatabaseHasSaidSo) {
    host_database host;
    const auto all = create_users(host.pool, k_no_cache);
    const auto token = all->issue_token(host.add_user("ann").user_id).reveal();
    all->authenticate(token);
    host.sql().exec("UPDATE users SET active = false");
    EXPECT_EQ(all->authenticate(token), std::nullopt);

    const suasor::testing::closed_database closed(host.database);
    host.database.disconnect_others();

    EXPECT_THROW(all->authenticate(token), database_unavailable);
}

TEST(Users, AreKnownThoughTheirComingCannotBeNoted) {
    host_database host;
    const auto ann = host.add_user("ann");
    const auto all = create_users(host.pool, k_no_cache);
    const auto token = all->issue_token(ann.user_id).reveal();
    host.sql().exec("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN RAISE disk_full; END $$;"
                    "CREATE TRIGGER refuse BEFORE UPDATE ON api_tokens FOR EACH ROW EXECUTE FUNCTION refuse()");

    EXPECT_EQ(all->authenticate(token), ann);
}

TEST(Users, AreKnownToADatabaseThatCannotBeWritten) {
    host_database host;
    const auto ann = host.add_user("ann");
    const auto token = create_users(host.pool)->issue_token(ann.user_id).reveal();
    host.sql().exec("ALTER DATABASE " + host.database.name() + " SET default_transaction_read_only = on");

    connections pool(host.database.conninfo());

    EXPECT_EQ(create_users(pool)->authenticate(token), ann);
}

TEST(Users, AreKnownFromMemory) {
    host_database host;
    const auto all = create_users(host.pool);
    const auto ann = host.add_user("ann");
    const auto token = all->issue_token(ann.user_id).reveal();
    EXPECT_FALSE(all->authenticate_from_memory(token).has_value());
    all->authenticate(token);

    host.sql().exec("DROP TABLE api_tokens");

    EXPECT_EQ(all->authenticate(token), ann);
    ASSERT_TRUE(all->authenticate_from_memory(token).has_value());
    EXPECT_EQ(*all->authenticate_from_memory(token), ann);
}

} // namespace
} // namespace sample_host
