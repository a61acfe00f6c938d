#include "database/private_postgres.hpp"

#include "database/connections.hpp"
#include "database/postgres_binaries.hpp"
#include "database/postgres_folder.hpp"
#include "database/postmaster.hpp"

#include <suasor/types.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

namespace sample_host {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A data folder that PostgreSQL's user can enter. No server outlives the test.
class PrivatePostgres : public ::testing::Test {
  protected:
    PrivatePostgres() {
        std::string name = (fs::temp_directory_path() / "suasor-private-postgres-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        root_ = name;
        fs::permissions(root_, fs::perms(0755));
    }

    ~PrivatePostgres() override {
        if (auto server = running()) server->stop(std::chrono::seconds(10));
        fs::remove_all(root_);
    }

    std::unique_ptr<private_postgres> open(postgres_tenant tenant = postgres_tenant::command) const {
        return open_private_postgres({.data_directory = data(), .tenant = tenant});
    }

    std::optional<postmaster> running() const { return postmaster::find(postgres_folder(data(), unprivileged_user())); }

    fs::path data() const { return root_ / "data"; }

    /// A host that crashes does so some time after its server has written its pid file.
    static void wait_for_pid_file(const postgres_folder& folder, const postmaster& server) {
        while (server.is_running() && !postmaster::find(folder))
            std::this_thread::yield();
        ASSERT_TRUE(postmaster::find(folder)) << folder.end_of_log();
    }

    static std::string database_of(const private_postgres& server) {
        connections pool(server.conninfo());
        return pool.use([](soci::session& session) {
            std::string name;
            session << "SELECT current_database()::text", soci::into(name);
            return name;
        });
    }

    fs::path root_;
};

TEST_F(PrivatePostgres, IsMadeStartedUsedAndStopped) {
    {
        const auto server = open(postgres_tenant::serve);
        EXPECT_FALSE(server->adopted());
        EXPECT_EQ(database_of(*server), "suasor");
        EXPECT_TRUE(running().has_value());
    }
    EXPECT_FALSE(running().has_value());
}

TEST_F(PrivatePostgres, ServesOneHostAndAnyNumberOfCommandsUntilTheLastHasGone) {
    auto host = open(postgres_tenant::serve);

    auto command = open();
    EXPECT_TRUE(command->adopted());
    EXPECT_EQ(database_of(*command), "suasor");
    try {
        open(postgres_tenant::serve);
        FAIL() << "two hosts serve from one folder";
    } catch (const suasor::error& problem) {
        EXPECT_EQ(problem.status(), SUASOR_E_BUSY);
        EXPECT_THAT(problem.what(), HasSubstr(data().string()));
    }

    host.reset();
    EXPECT_EQ(database_of(*command), "suasor") << "the host must not take the server from the command";
    command.reset();
    EXPECT_FALSE(running().has_value());
}

TEST_F(PrivatePostgres, KeepsEverybodyElseOutWhateverFilesAreMadeForOtherwise) {
    const auto before = ::umask(0);
    const auto server = open(postgres_tenant::serve);
    ::umask(before);

    struct stat root {};
    ASSERT_EQ(::stat(data().c_str(), &root), 0);
    EXPECT_EQ(root.st_uid, ::geteuid());
    if (const auto user = unprivileged_user()) {
        EXPECT_EQ(root.st_mode & 0777, 0710u) << "PostgreSQL's user passes, and sees nothing";
        EXPECT_EQ(root.st_gid, user->gid);
    } else {
        EXPECT_EQ(root.st_mode & 0777, 0700u);
    }
    int entries = 0;
    for (const auto& entry : fs::recursive_directory_iterator(data())) {
        struct stat found {};
        if (::lstat(entry.path().c_str(), &found) != 0) continue; // PostgreSQL works
        EXPECT_EQ(found.st_mode & 077, 0u) << entry.path();
        ++entries;
    }
    EXPECT_GT(entries, 100);
}

TEST_F(PrivatePostgres, SaysNothingThroughASocketThatOthersCouldHaveMade) {
    const auto host = open(postgres_tenant::serve);
    const postgres_folder folder(data(), unprivileged_user());

    fs::permissions(folder.sockets(), fs::perms(0777));
    try {
        open();
        FAIL() << "anybody could have put a server there";
    } catch (const suasor::error& problem) {
        EXPECT_EQ(problem.status(), SUASOR_E_PERMISSION);
    }
    fs::permissions(folder.sockets(), fs::perms(0700));
}

TEST_F(PrivatePostgres, AdoptsAServerThatACrashedHostLeftBehindAndKeepsItsData) {
    const postgres_folder folder(data(), unprivileged_user());
    open().reset(); // makes the cluster and the database
    folder.make_sockets();
    auto left_behind = postmaster::start(folder, find_postgres(folder.cluster_major()).directory);
    wait_for_pid_file(folder, left_behind);

    {
        const auto host = open(postgres_tenant::serve);
        EXPECT_TRUE(host->adopted());
        EXPECT_EQ(database_of(*host), "suasor");
    }
    EXPECT_FALSE(running().has_value());
}

} // namespace
} // namespace sample_host
