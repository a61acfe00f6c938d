// Suasor's tables and the host's own, made where there are none yet.
#pragma once

#include "database/connections.hpp"

namespace sample_host {

/// Makes Suasor's tables if there is no table public.users, and the host's own. A table that exists is never altered. Any
/// number of hosts may call this at once. May block; throws database_unavailable, database_error.
void ensure_base_schema(connections& pool);

} // namespace sample_host
