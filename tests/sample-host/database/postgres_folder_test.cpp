#include "database/postgres_binaries.hpp"
#include "database/postgres_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace sample_host {
namespace {

namespace fs = std::filesystem;

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
