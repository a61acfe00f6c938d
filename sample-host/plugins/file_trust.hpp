#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <filesystem>

// Whether a file may be executed as part of this process.
namespace sample_host::plugins {

/// The file that `path` leads to, every symbolic link followed, for this is what has been looked at and is to be opened.
///
/// Throws suasor::error SUASOR_E_PERMISSION unless that file and the folder it is in belong to root or to `user`, and neither
/// they nor a folder above can be written by everybody; above, it may if its sticky bit keeps others from renaming what is in
/// it, as in /tmp. The text names the way out. SUASOR_E_NOT_FOUND if there is no such file.
std::filesystem::path require_trusted(const std::filesystem::path& path, uid_t user = ::geteuid());

} // namespace sample_host::plugins
