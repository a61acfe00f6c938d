#include "database/postgresql_session.hpp"

#include <memory>
#include <string>

namespace sample_host {

void execute_script(soci::session& session, std::string_view sql) {
    auto* connection = raw_connection(session);
    const std::string script(sql);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection, script.c_str()), &PQclear);
    if (PQresultStatus(result.get()) == PGRES_COMMAND_OK || PQresultStatus(result.get()) == PGRES_TUPLES_OK) return;

    const char* sqlstate = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    throw soci::postgresql_soci_error(PQerrorMessage(connection), sqlstate ? sqlstate : "     ");
}

} // namespace sample_host
