#include "database/migration_session.hpp"

#include <libpq-fe.h>

#include <suasor/types.hpp>

#include <array>
#include <string_view>

namespace sample_host::database {
namespace {

/// libpq's messages end with a line feed and go on with lines of hints and positions.
std::string joined_lines(std::string_view message) {
    std::string line;
    for (const char c : message)
        line += c == '\n' ? ' ' : c;
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

void pass_notice(void* log, const char* message) {
    static_cast<logger*>(log)->debug(joined_lines(message));
}

[[noreturn]] void throw_unavailable(PGconn* connection) {
    throw suasor::error(SUASOR_E_UNAVAILABLE,
                        "the database cannot be reached: " + joined_lines(PQerrorMessage(connection)));
}

} // namespace

void migration_session::close::operator()(pg_conn* connection) const noexcept {
    PQfinish(connection);
}

void migration_session::close::operator()(pg_cancel* handle) const noexcept {
    PQfreeCancel(handle);
}

migration_session::migration_session(const secret& connection, std::chrono::milliseconds lock_timeout, logger& log)
    : connection_(PQconnectdb(connection.reveal().c_str())) {
    auto* opened = connection_.get();
    if (PQstatus(opened) != CONNECTION_OK) throw_unavailable(opened);

    cancel_.reset(PQgetCancel(opened));
    PQsetNoticeProcessor(opened, &pass_notice, &log);
    execute("SET application_name = 'suasor-host migrator'");
    execute("SET statement_timeout = 0");
    execute("SELECT set_config('lock_timeout', $1, false)", {std::to_string(lock_timeout.count())});
}

std::vector<migration_session::row> migration_session::execute(const std::string& statement,
                                                               const std::vector<std::string>& values) {
    std::vector<const char*> pointers;
    for (const auto& value : values)
        pointers.push_back(value.c_str());

    // The extended protocol takes one statement only, which is what a step is.
    auto* session = connection_.get();
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexecParams(session, statement.c_str(),
                                                                            static_cast<int>(values.size()), nullptr,
                                                                            pointers.data(), nullptr, nullptr, 0),
                                                               &PQclear);

    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) {
        if (PQstatus(session) != CONNECTION_OK) throw_unavailable(session);
        const char* sqlstate = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
        throw statement_failed(joined_lines(PQerrorMessage(session)), sqlstate ? sqlstate : "");
    }

    std::vector<row> rows(static_cast<std::size_t>(PQntuples(result.get())));
    for (int r = 0; r < PQntuples(result.get()); ++r)
        for (int c = 0; c < PQnfields(result.get()); ++c)
            rows[static_cast<std::size_t>(r)].push_back(
                PQgetisnull(result.get(), r, c) ? std::nullopt
                                                : std::optional<std::string>(PQgetvalue(result.get(), r, c)));
    return rows;
}

void migration_session::interrupt() const noexcept {
    std::array<char, 256> why{};
    PQcancel(cancel_.get(), why.data(), static_cast<int>(why.size())); // which cannot do more than try
}

void migration_session::roll_back() noexcept {
    PQclear(PQexec(connection_.get(), "ROLLBACK"));
}

} // namespace sample_host::database
