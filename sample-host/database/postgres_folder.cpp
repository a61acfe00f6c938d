#include "database/postgres_folder.hpp"

#include "database/token.hpp"

#include <suasor/types.hpp>

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <deque>
#include <fstream>
#include <system_error>

namespace sample_host {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_socket_name = "/.s.PGSQL.5432.lock"; // the longer of the two files there
constexpr std::size_t k_longest_socket = sizeof(sockaddr_un::sun_path) - 1;
constexpr std::size_t k_log_lines_in_messages = 5;

[[noreturn]] void fail(const std::string& what, const fs::path& path) {
    throw std::system_error(errno, std::generic_category(), what + " " + path.string());
}

fs::path without_last_slash(const fs::path& path) {
    return path.has_filename() ? path : path.parent_path();
}

/// Makes the folder for this user alone, and for the group of the user that PostgreSQL runs as to pass through.
void make_root(const fs::path& root, const std::optional<system_user>& user) {
    fs::create_directories(root.parent_path());
    if (::mkdir(root.c_str(), 0700) != 0) {
        if (errno == EEXIST) return;
        fail("cannot make", root);
    }
    if (!user) return;
    if (::chown(root.c_str(), static_cast<uid_t>(-1), user->gid) != 0) fail("cannot give a group to", root);
    fs::permissions(root, fs::perms(0710));
}

/// Somebody else who may write there could put a link in the place of a file that this process is about to write.
void require_own(const fs::path& root) {
    struct stat found {};
    if (::stat(root.c_str(), &found) != 0) fail("cannot examine", root);
    if (found.st_uid != ::geteuid())
        throw suasor::error(SUASOR_E_PERMISSION, "the data folder " + root.string() + " belongs to another user (uid " +
                                                     std::to_string(found.st_uid) +
                                                     "); run this as that user, or choose another --data-dir");
    if (found.st_mode & (S_IWGRP | S_IWOTH))
        throw suasor::error(SUASOR_E_PERMISSION, "others than its user may write to the data folder " + root.string() +
                                                     "; run: chmod go-w '" + root.string() +
                                                     "', or choose another --data-dir");
}

/// Whether `directory` is a real folder, of `owner` and nobody else's business.
bool is_private(const fs::path& directory, uid_t owner) {
    struct stat found;
    return ::lstat(directory.c_str(), &found) == 0 && S_ISDIR(found.st_mode) && found.st_uid == owner &&
           (found.st_mode & 077) == 0;
}

} // namespace

fs::path socket_folder(const fs::path& root) {
    const auto inside = root / "run";
    if (inside.native().size() + k_socket_name.size() <= k_longest_socket) return inside;
    return fs::path("/tmp") / ("suasor-host-" + sha256_hex(root.native()).substr(0, 16));
}

postgres_folder::postgres_folder(const fs::path& root, std::optional<system_user> user)
    : root_(without_last_slash(fs::weakly_canonical(fs::absolute(root)))), user_(std::move(user)),
      sockets_(socket_folder(root_)) {
    make_root(root_, user_);
    require_own(root_);
    if (!can_enter(user_, root_))
        throw suasor::error(
            SUASOR_E_PERMISSION,
            (user_ ? "the user " + user_->name + ", as whom PostgreSQL runs," : std::string("this user")) +
                " cannot enter " + root_.string() + "; choose a --data-dir that it can reach");
}

void postgres_folder::make_private(const fs::path& directory) const {
    const auto owner = user_ ? user_->uid : ::geteuid();
    if (::mkdir(directory.c_str(), 0700) == 0) {
        if (user_ && ::lchown(directory.c_str(), user_->uid, user_->gid) != 0) fail("cannot give away", directory);
        return;
    }
    if (errno != EEXIST) fail("cannot make", directory);
    if (!is_private(directory, owner))
        throw suasor::error(SUASOR_E_PERMISSION,
                            directory.string() + " is there already and somebody else can use it; remove it");
}

void postgres_folder::make_sockets() const {
    make_private(sockets_);
}

void postgres_folder::remove_sockets() const noexcept {
    std::error_code ignored; // left over it does no harm
    fs::remove(sockets_, ignored);
}

std::optional<int> postgres_folder::cluster_major() const {
    std::ifstream version(cluster() / "PG_VERSION");
    int major = 0;
    if (!(version >> major)) return std::nullopt;
    return major;
}

void postgres_folder::make_cluster(const fs::path& binaries) const {
    // Under another name until it is whole: initdb takes a second or two, and may be killed.
    auto unfinished = cluster();
    unfinished += ".new";
    fs::remove_all(unfinished);
    make_private(unfinished);

    const auto status =
        wait_for_child(start_child({.command = {(binaries / "initdb").string(), "--pgdata=" + unfinished.string(),
                                                "--username=" + std::string(k_private_superuser), "--auth=trust",
                                                "--encoding=UTF8", "--locale=C.UTF-8"},
                                    .user = user_,
                                    .directory = root_,
                                    .output = log()}));
    if (status != 0)
        throw suasor::error(SUASOR_E_UNAVAILABLE, "initdb failed in " + root_.string() + ": " + end_of_log());
    fs::rename(unfinished, cluster());
}

std::string postgres_folder::end_of_log() const {
    std::ifstream file(log());
    std::deque<std::string> last;
    for (std::string line; std::getline(file, line);) {
        last.push_back(line);
        if (last.size() > k_log_lines_in_messages) last.pop_front();
    }

    std::string text;
    for (const auto& line : last)
        text += (text.empty() ? "" : " | ") + line;
    return text.empty() ? "it wrote nothing to " + log().string() : text;
}

} // namespace sample_host
