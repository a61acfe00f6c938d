#pragma once

// What SOCI does not offer of a session, libpq does.

#include <libpq-fe.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

namespace media_sync::postgres {

/// libpq's own handle. Valid as long as the session.
inline PGconn* raw_connection(soci::session& session) {
    return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

} // namespace media_sync::postgres
