// What SOCI does not offer for a session with PostgreSQL.
#pragma once

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <string_view>

namespace sample_host {

/// The libpq connection under a session.
inline PGconn* raw_connection(soci::session& session) {
    return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

/// Runs a script of any number of statements as it stands: SOCI would look for `:names` in it. Throws soci::soci_error.
void execute_script(soci::session& session, std::string_view sql);

} // namespace sample_host
