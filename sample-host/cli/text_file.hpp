// Files named on the command line.
#pragma once

#include "secret.hpp"

#include <filesystem>
#include <string>

namespace sample_host {

/// The whole of a file, "-" being standard input. Throws suasor::error SUASOR_E_NOT_FOUND, which names the file.
std::string read_text_file(const std::filesystem::path& file);

/// A secret kept in a file: its first line.
secret read_secret_file(const std::filesystem::path& file);

} // namespace sample_host
