#include "plugins/file_trust.hpp"

#include "sample-host/plugins/plugin_directory.hpp"

#include <suasor/types.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace sample_host::plugins {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto k_everybody = fs::perms::others_all;
constexpr uid_t k_nobody = 65534;

class FileTrust : public ::testing::Test {
  protected:
    FileTrust() {
        fs::create_directories(folder_);
        std::ofstream(file_) << "a plugin";
    }

    static void open_to_everybody(const fs::path& path) { fs::permissions(path, k_everybody, fs::perm_options::add); }

    /// Why it is refused; "" if it is not.
    static std::string refusal(const fs::path& path, uid_t user = ::geteuid()) {
        try {
            require_trusted(path, user);
            return {};
        } catch (const suasor::error& problem) {
            EXPECT_EQ(problem.status(), SUASOR_E_PERMISSION);
            return problem.what();
        }
    }

    /// The same for an entry that belongs to somebody else than root and the user of the host.
    static std::string refusal_of_strangers(const fs::path& entry, const fs::path& path) {
        // Root gives it away; who is not root has the host of somebody else look at it.
        if (::geteuid() != 0) return refusal(path, ::geteuid() + 1);
        EXPECT_EQ(::lchown(entry.c_str(), k_nobody, static_cast<gid_t>(-1)), 0);
        return refusal(path);
    }

    testing::plugin_directory root_;
    const fs::path above_ = fs::canonical(root_.path()) / "above";
    const fs::path folder_ = above_ / "plugins";
    const fs::path file_ = folder_ / "a.so";
};

TEST_F(FileTrust, IsForWhatOnlyThisUserAndRootCanWrite) {
    EXPECT_EQ(require_trusted(file_), file_);
    EXPECT_EQ(refusal("/bin/sh"), "");
}

TEST_F(FileTrust, IsNotForAFileThatEverybodyMayWrite) {
    open_to_everybody(file_);

    EXPECT_THAT(refusal(file_), AllOf(HasSubstr("chmod o-w"), HasSubstr(file_.string())));
}

TEST_F(FileTrust, IsNotForAFileInAFolderThatEverybodyMayWriteBeItSticky) {
    open_to_everybody(folder_);
    EXPECT_THAT(refusal(file_), AllOf(HasSubstr("chmod o-w"), HasSubstr("'" + folder_.string() + "'")));

    fs::permissions(folder_, fs::perms::sticky_bit, fs::perm_options::add);
    EXPECT_THAT(refusal(file_), HasSubstr("'" + folder_.string() + "'"));
}

TEST_F(FileTrust, IsNotForAFileBelowAFolderInWhichEverybodyMayRename) {
    open_to_everybody(above_);
    EXPECT_THAT(refusal(file_), HasSubstr("'" + above_.string() + "'"));

    fs::permissions(above_, fs::perms::sticky_bit, fs::perm_options::add);
    EXPECT_EQ(refusal(file_), "");
}

TEST_F(FileTrust, IsNotForAFileOfSomebodyElse) {
    EXPECT_THAT(refusal_of_strangers(file_, file_), AllOf(HasSubstr("belongs to another user"), HasSubstr("chown")));
}

TEST_F(FileTrust, IsNotForAFileInAFolderOfSomebodyElse) {
    EXPECT_THAT(refusal_of_strangers(folder_, file_),
                AllOf(HasSubstr("belongs to another user"), HasSubstr("'" + folder_.string() + "'")));
}

TEST_F(FileTrust, LooksWhereALinkLeads) {
    const auto link = root_.path() / "link.so";
    fs::create_symlink(file_, link);
    EXPECT_EQ(require_trusted(link), file_) << "what has been looked at is what is to be opened";

    open_to_everybody(folder_);
    EXPECT_THAT(refusal(link), HasSubstr("'" + folder_.string() + "'"));
}

TEST_F(FileTrust, LooksWhereALinkToAFolderLeads) {
    const auto link = root_.path() / "link";
    fs::create_directory_symlink(folder_, link);
    EXPECT_EQ(require_trusted(link / "a.so"), file_);

    open_to_everybody(file_);
    EXPECT_THAT(refusal(link / "a.so"), HasSubstr("'" + file_.string() + "'"));
}

TEST_F(FileTrust, NamesAFileThatIsNotThere) {
    try {
        require_trusted(folder_ / "b.so");
        FAIL();
    } catch (const suasor::error& problem) {
        EXPECT_EQ(problem.status(), SUASOR_E_NOT_FOUND);
        EXPECT_THAT(problem.what(), HasSubstr("b.so"));
    }
}

} // namespace
} // namespace sample_host::plugins
