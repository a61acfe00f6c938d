// Whether the media servers that users have connected can be synced.
#pragma once

#include "cli/finding.hpp"
#include "database/connections.hpp"
#include "plugins/plugin_host.hpp"

#include <vector>

namespace sample_host {

/// A finding for each client, or for there being nobody who can tell. Asks the servers, several at a time; may block for a minute.
std::vector<finding> examine_clients(connections& pool, const plugins::plugin_host& plugins);

} // namespace sample_host
