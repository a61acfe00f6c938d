// Applies the plugins' migrations while the process may be told to stop: they may wait for another host's, or take long.
#pragma once

#include "cli/host_engine.hpp"
#include "cli/stop_signals.hpp"

#include <optional>

namespace sample_host {

/// Applies them, unless SIGINT or SIGTERM comes first: then they have been given up, and this gives the signal's number.
/// Throws what host_engine::migrate_up does.
std::optional<int> migrate_unless_told_to_stop(host_engine& engine, stop_signals& signals);

} // namespace sample_host
