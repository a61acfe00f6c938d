#pragma once

// Whether a sync of a client could begin: what doctors and "test the connection" buttons want to know.

#include "plugin/core/sync/sync_store.hpp"

namespace media_sync {

struct client_check {
    bool usable = false;
    std::string finding; ///< what the client's server is, or what is wrong
    std::string cure;    ///< the way out; "" if nothing is wrong, or if nobody knows one
};

/// Asks the client's server. not_found for a client that `viewer` may not see. Blocks; throws store_unavailable, and cancelled soon
/// after the token says so.
result<client_check> check_client(sync_store& store, const source_factory& sources, client_id id, const scope& viewer,
                                  const cancel_token& cancel);

} // namespace media_sync
