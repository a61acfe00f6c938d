#pragma once

// Reads the host's table `clients`.

#include "plugin/core/sync/client.hpp"

#include <soci/soci.h>

#include <optional>
#include <span>
#include <vector>

namespace media_sync::postgres {

/// The client of that id that `viewer` may see. Throws soci::soci_error, as all of these do.
std::optional<client_record> select_client(soci::session& session, client_id id, const scope& viewer);

/// The enabled media clients of a user, by id.
std::vector<client_record> select_clients_of(soci::session& session, user_id owner);

/// Those of the clients that exist, by id.
std::vector<client_record> select_clients(soci::session& session, std::span<const client_id> ids);

} // namespace media_sync::postgres
