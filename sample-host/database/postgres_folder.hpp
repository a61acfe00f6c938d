// The folder of a private PostgreSQL: what lies where in it, who owns it, and how its cluster is made.
#pragma once

#include "database/child_process.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sample_host {

class postgres_folder {
  public:
    /// Makes the folder if need be, with mode 0700; or 0710, if `user` is there, whom the server runs as (see
    /// unprivileged_user) and who has to get to what is theirs. Throws suasor::error SUASOR_E_PERMISSION if that user cannot
    /// enter it, or if others than this process's user may write to it; std::filesystem::filesystem_error or
    /// std::system_error if it cannot be made.
    postgres_folder(const std::filesystem::path& root, std::optional<system_user> user);

    const std::filesystem::path& root() const noexcept { return root_; }
    const std::optional<system_user>& user() const noexcept { return user_; }

    std::filesystem::path cluster() const { return root_ / "postgres"; }
    std::filesystem::path log() const { return root_ / "postgres.log"; }
    std::filesystem::path lock(std::string_view name) const { return root_ / (std::string(name) + ".lock"); }

    /// Where the server's socket is: in the folder, or, where that path is too long for a socket, in a folder of the
    /// system's temporary one whose name follows from the root's.
    const std::filesystem::path& sockets() const noexcept { return sockets_; }

    /// Makes the socket's folder, with mode 0700, unless it is there. Throws suasor::error SUASOR_E_PERMISSION if it is somebody
    /// else's or they may use it.
    void make_sockets() const;
    /// Removes it once no server uses it.
    void remove_sockets() const noexcept;

    /// The major version that has made the cluster; nothing if there is none yet.
    std::optional<int> cluster_major() const;

    /// Makes the cluster with the initdb in `binaries`. Interrupted, it leaves nothing that would be taken for a cluster.
    /// Throws suasor::error SUASOR_E_UNAVAILABLE with what initdb said.
    void make_cluster(const std::filesystem::path& binaries) const;

    /// The last lines of the server's log as one line, for a message.
    std::string end_of_log() const;

  private:
    void make_private(const std::filesystem::path& directory) const;

    std::filesystem::path root_;
    std::optional<system_user> user_;
    std::filesystem::path sockets_;
};

/// Where the socket's folder is for this root: the longest name that a Unix socket can have is 107 bytes.
std::filesystem::path socket_folder(const std::filesystem::path& root);

/// The superuser of every cluster made here.
constexpr std::string_view k_private_superuser = "suasor";

} // namespace sample_host
