// The server process of a private PostgreSQL, whether this process has started it or another did.
#pragma once

#include "database/postgres_folder.hpp"

#include <chrono>
#include <filesystem>
#include <optional>

#include <sys/types.h>

namespace sample_host {

/// Used by one thread at a time. Destroying it leaves the server alone.
class postmaster {
  public:
    /// The server that runs in the folder's cluster; nothing if none does, whatever a crash has left in its pid file.
    static std::optional<postmaster> find(const postgres_folder& folder);

    /// Starts one. Throws std::system_error.
    static postmaster start(const postgres_folder& folder, const std::filesystem::path& binaries);

    bool is_running() const;

    /// Asks it to let go of its sessions and end (a "fast shutdown"), and waits; after the timeout makes it ("immediate").
    void stop(std::chrono::milliseconds timeout);

  private:
    postmaster(std::filesystem::path cluster, pid_t pid, bool is_child)
        : cluster_(std::move(cluster)), pid_(pid), is_child_(is_child) {}

    bool wait_for_end(std::chrono::milliseconds timeout) const;

    std::filesystem::path cluster_;
    pid_t pid_;
    bool is_child_;
};

} // namespace sample_host
