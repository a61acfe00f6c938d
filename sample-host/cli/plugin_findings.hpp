// Whether the plugins can be used, and whether the database is what they need.
#pragma once

#include "cli/finding.hpp"
#include "cli/host_engine.hpp"

#include <filesystem>
#include <vector>

namespace sample_host {

/// Loads the plugins of a folder. A finding for each file, or for there being none.
std::vector<finding> load_and_examine_plugins(host_engine& engine, const std::filesystem::path& directory);

/// A finding for each plugin that has migrations, or whose migrations are in the database. May block.
std::vector<finding> examine_migrations(host_engine& engine);

} // namespace sample_host
