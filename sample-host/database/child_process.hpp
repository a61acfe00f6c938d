// Programs that the host starts: as which user, with which environment, and how they end.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sample_host {

/// A user of the system to run a program as.
struct system_user {
    std::string name;
    uid_t uid;
    gid_t gid;
};

/// Whom PostgreSQL, which refuses to run as root, runs as: nothing if this process is not root, as it is then fit itself;
/// else `postgres`, or `nobody` where there is none. Throws suasor::error if there is neither.
std::optional<system_user> unprivileged_user();

struct child_options {
    std::vector<std::string> command; ///< the program's path, then its arguments
    std::optional<system_user> user;
    std::filesystem::path directory; ///< where it runs
    std::filesystem::path output;    ///< a file that takes what it writes, appended
};

/// Starts the program in a session of its own, so that a Ctrl-C meant for the host is not meant for it, with an environment
/// of its own and default signals, and gives its process id. Throws std::system_error.
pid_t start_child(const child_options& options);

/// Waits for a child's end and gives its exit status, 128 + the signal if one killed it.
int wait_for_child(pid_t child);

/// Whether the child has ended; collects it if so.
bool child_has_ended(pid_t child);

/// Whether `user` (this process's own if none) can enter the folder.
bool can_enter(const std::optional<system_user>& user, const std::filesystem::path& directory);

} // namespace sample_host
