#include "plugins/file_trust.hpp"

#include <suasor/types.hpp>

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <system_error>

namespace sample_host::plugins {
namespace {

namespace fs = std::filesystem;

struct stat status_of(const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        throw suasor::error(SUASOR_E_NOT_FOUND, fmt::format("{} cannot be examined: {}", path.string(),
                                                            std::generic_category().message(errno)));
    return status;
}

void require_owner(const fs::path& path, uid_t user) {
    const auto owner = status_of(path).st_uid;
    if (owner == 0 || owner == user) return;
    throw suasor::error(SUASOR_E_PERMISSION,
                        fmt::format("{0} belongs to another user (uid {1}), who could change what this host "
                                    "executes; run: chown {2} '{0}'",
                                    path.string(), owner, user));
}

void require_closed(const fs::path& path, mode_t unless = 0) {
    const auto mode = status_of(path).st_mode;
    if (!(mode & S_IWOTH) || (mode & unless)) return;
    throw suasor::error(SUASOR_E_PERMISSION, fmt::format("everybody may write to {0}, and so change what this host "
                                                         "executes; run: chmod o-w '{0}'",
                                                         path.string()));
}

} // namespace

fs::path require_trusted(const fs::path& path, uid_t user) {
    std::error_code missing;
    auto target = fs::canonical(path, missing);
    if (missing) throw suasor::error(SUASOR_E_NOT_FOUND, path.string() + ": " + missing.message());

    const auto folder = target.parent_path();
    for (const auto& each : {folder, target}) {
        require_owner(each, user);
        require_closed(each);
    }
    for (auto above = folder; above != above.root_path();) {
        above = above.parent_path();
        require_closed(above, S_ISVTX);
    }
    return target;
}

} // namespace sample_host::plugins
