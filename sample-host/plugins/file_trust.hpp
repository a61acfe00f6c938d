#pragma once

#include <filesystem>

// Whether a file may be executed as part of this process.
namespace sample_host::plugins {

/// Throws suasor::error SUASOR_E_PERMISSION unless the file that `path` leads to, and the folder it is in, belong to root or to
/// this user and cannot be written by everybody. The text names the way out. SUASOR_E_NOT_FOUND if there is no such file.
void require_trusted(const std::filesystem::path& path);

} // namespace sample_host::plugins
