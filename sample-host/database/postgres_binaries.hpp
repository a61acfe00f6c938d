// Where on this machine PostgreSQL's programs are.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

namespace sample_host {

/// A folder with `postgres` and `initdb`.
struct postgres_binaries {
    std::filesystem::path directory;
    int major = 0;
};

/// The oldest PostgreSQL that the host works with.
constexpr int k_oldest_postgres = 13;

/// Those of `versions_root` (Debian's MAJOR/bin under /usr/lib/postgresql), newest first.
std::vector<postgres_binaries> installed_postgres(const std::filesystem::path& versions_root = "/usr/lib/postgresql");

/// The ones for a data folder made by `major`, or the newest if nothing is made yet. Falls back to PATH. Throws suasor::error
/// SUASOR_E_UNAVAILABLE, which names the package to install.
postgres_binaries find_postgres(std::optional<int> major);

} // namespace sample_host
