#include "database/postgres_binaries.hpp"
#include "database/postgres_folder.hpp"

#include <suasor/types.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace sample_host {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A place for a data folder; whoever makes something there without saying for whom makes it for everybody.
class PostgresFolder : public ::testing::Test {
  protected:
    PostgresFolder() {
        std::string name = (fs::temp_directory_path() / "suasor-postgres-folder-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        root_ = name;
    }
    ~PostgresFolder() override {
        ::umask(umask_);
        fs::remove_all(root_);
    }

    static fs::perms mode_of(const fs::path& path) { return fs::status(path).permissions(); }

    static std::string refusal(const std::function<void()>& action) {
        try {
            action();
            return {};
        } catch (const suasor::error& problem) {
            EXPECT_EQ(problem.status(), SUASOR_E_PERMISSION);
            return problem.what();
        }
    }

    fs::path data() const { return root_ / "data"; }

    const mode_t umask_ = ::umask(0);
    fs::path root_;
};

TEST_F(PostgresFolder, IsMadeForItsUserAlone) {
    const postgres_folder folder(data() / "", std::nullopt);
    folder.make_sockets();

    EXPECT_EQ(mode_of(data()), fs::perms(0700));
    EXPECT_EQ(mode_of(folder.sockets()), fs::perms(0700));
}

TEST_F(PostgresFolder, IsLeftAsItIsWhereOthersMayOnlyLook) {
    fs::create_directory(data());
    fs::permissions(data(), fs::perms(0755));

    postgres_folder(data(), std::nullopt);

    EXPECT_EQ(mode_of(data()), fs::perms(0755));
}

TEST_F(PostgresFolder, IsRefusedWhereOthersMayWrite) {
    fs::create_directory(data());
    for (const auto mode : {0777, 01777, 0770, 0702}) {
        fs::permissions(data(), fs::perms(mode));

        EXPECT_THAT(refusal([&] { postgres_folder(data(), std::nullopt); }), HasSubstr("chmod go-w")) << mode;
    }
}

TEST_F(PostgresFolder, IsRefusedWhereItIsSomebodyElses) {
    // Root gives a folder away; who is not root has those of root.
    const fs::path theirs = ::geteuid() == 0 ? data() : "/usr";
    if (::geteuid() == 0) {
        fs::create_directory(data());
        ASSERT_EQ(::chown(data().c_str(), 65534, static_cast<gid_t>(-1)), 0);
    }

    EXPECT_THAT(refusal([&] { postgres_folder(theirs, std::nullopt); }), HasSubstr("belongs to another user"));
}

TEST_F(PostgresFolder, DoesWithoutASocketsFolderThatOthersCanUse) {
    const postgres_folder folder(data(), std::nullopt);
    fs::create_directory(root_ / "elsewhere");
    fs::permissions(root_ / "elsewhere", fs::perms(0700));

    fs::create_directory_symlink(root_ / "elsewhere", folder.sockets());
    EXPECT_THAT(refusal([&] { folder.make_sockets(); }), HasSubstr("somebody else can use it"));

    fs::remove(folder.sockets());
    fs::create_directory(folder.sockets());
    EXPECT_THAT(refusal([&] { folder.make_sockets(); }), HasSubstr("somebody else can use it"));
}

TEST(SocketFolder, LiesInTheDataFolder) {
    EXPECT_EQ(socket_folder("/var/lib/suasor-host"), "/var/lib/suasor-host/run");
}

TEST(SocketFolder, LiesElsewhereIfThePathWouldBeTooLongForASocket) {
    const fs::path deep = "/" + std::string(200, 'd');

    const auto folder = socket_folder(deep);

    EXPECT_LE((folder / ".s.PGSQL.5432.lock").native().size(), 107u);
    EXPECT_EQ(folder, socket_folder(deep)) << "every process must find the same";
    EXPECT_NE(folder, socket_folder(deep / "other"));
}

TEST(InstalledPostgres, IsNewestFirstAndOldEnough) {
    const auto root = fs::path(::testing::TempDir()) / "installed-postgres";
    fs::remove_all(root);
    for (const auto* major : {"9.6", "12", "13", "16"}) {
        fs::create_directories(root / major / "bin");
        for (const auto* program : {"postgres", "initdb"})
            std::ofstream(root / major / "bin" / program) << "";
    }
    fs::create_directories(root / "17" / "bin"); // a client without a server

    const auto found = installed_postgres(root);

    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].major, 16);
    EXPECT_EQ(found[1].major, 13);
    fs::remove_all(root);
}

TEST(InstalledPostgres, IsNothingWhereThereIsNoFolder) {
    EXPECT_TRUE(installed_postgres("/nonexistent").empty());
}

} // namespace
} // namespace sample_host
