#include "plugins/file_trust.hpp"

#include <suasor/types.hpp>

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <system_error>

namespace sample_host::plugins {
namespace {

void require_trusted_entry(const std::filesystem::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        throw suasor::error(SUASOR_E_NOT_FOUND, fmt::format("{} cannot be examined: {}", path.string(),
                                                            std::generic_category().message(errno)));

    if (status.st_uid != 0 && status.st_uid != ::geteuid())
        throw suasor::error(SUASOR_E_PERMISSION,
                            fmt::format("{0} belongs to another user (uid {1}), who could change what this host "
                                        "executes; run: chown {2} '{0}'",
                                        path.string(), status.st_uid, ::geteuid()));
    if (status.st_mode & S_IWOTH)
        throw suasor::error(SUASOR_E_PERMISSION, fmt::format("everybody may write to {0}, and so change what this host "
                                                             "executes; run: chmod o-w '{0}'",
                                                             path.string()));
}

} // namespace

void require_trusted(const std::filesystem::path& path) {
    std::error_code missing;
    const auto target = std::filesystem::canonical(path, missing);
    if (missing) throw suasor::error(SUASOR_E_NOT_FOUND, path.string() + ": " + missing.message());

    require_trusted_entry(target.parent_path());
    require_trusted_entry(target);
}

} // namespace sample_host::plugins
