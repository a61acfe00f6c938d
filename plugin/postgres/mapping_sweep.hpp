#pragma once

// Takes away the mappings of what a client no longer has.

#include "plugin/core/sync/sync_store.hpp"

#include <soci/soci.h>

namespace media_sync::postgres {

/// Removes mappings of a client's items of a type that `run` has not seen, and their entries in sync_clients: at most 5,000,
/// so that no statement takes long. Returns how many. The media items stay. Where the primary source went, the oldest left
/// takes its place, and writes the item anew when it is synced next. Inside the caller's transaction; throws
/// soci::soci_error.
std::int64_t sweep_mappings(soci::session& session, run_id run, client_id client, item_type type);

} // namespace media_sync::postgres
