#pragma once

// Completes a libpq connection string with what every session of the plugin wants.

#include "plugin/core/secret.hpp"

namespace media_sync::postgres {

/// The same connection in keyword/value form, with an application name, a limit on connecting, one on unanswered packets
/// (tcp_user_timeout) and a question now and then whether the server is still there (keepalives), unless it sets its own. Throws
/// std::invalid_argument for what libpq cannot read; the text does not repeat `conninfo`.
secret with_connection_defaults(const secret& conninfo);

} // namespace media_sync::postgres
