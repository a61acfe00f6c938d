#include "plugin/postgres/table_copy.hpp"

#include "plugin/postgres/raw_connection.hpp"

#include <memory>

namespace media_sync::postgres {

namespace {

using result_handle = std::unique_ptr<PGresult, decltype(&PQclear)>;

// PostgreSQL reads while the next rows are written.
constexpr std::size_t k_sent_at_once = 64 * 1024;

// What stands behind the backslash; NUL, which PostgreSQL's text has nowhere, if the character stands for itself.
char escape_of(char c) {
    switch (c) {
    case '\\':
        return '\\';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return '\0';
    }
}

void check(const PGresult* given, ExecStatusType wanted) {
    if (PQresultStatus(given) == wanted) return;
    const auto* sqlstate = PQresultErrorField(given, PG_DIAG_SQLSTATE);
    throw soci::postgresql_soci_error(PQresultErrorMessage(given), sqlstate ? sqlstate : "     ");
}

[[noreturn]] void fail(PGconn* connection) {
    throw soci::postgresql_soci_error(PQerrorMessage(connection), "     ");
}

// Throws for the first result that is none of a success, after all have been taken.
void take_results(PGconn* connection) {
    result_handle first(PQgetResult(connection), PQclear);
    while (const auto more = result_handle(PQgetResult(connection), PQclear)) {
    }
    check(first.get(), PGRES_COMMAND_OK);
}

} // namespace

table_copy::table_copy(soci::session& session, const sql_text& target) : session_(session) {
    const auto command = (sql_text("COPY ") + target + " FROM STDIN").whole();
    const result_handle begun(PQexec(raw_connection(session_), command.c_str()), PQclear);
    check(begun.get(), PGRES_COPY_IN);
}

table_copy::~table_copy() {
    if (!open_) return;
    auto* const connection = raw_connection(session_);
    PQputCopyEnd(connection, "given up");
    while (auto* const left = PQgetResult(connection))
        PQclear(left);
}

table_copy& table_copy::text(std::string_view value) {
    separate();
    std::size_t plain = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto escaped = escape_of(value[i]);
        if (escaped == '\0') continue;
        waiting_.append(value, plain, i - plain);
        waiting_ += '\\';
        waiting_ += escaped;
        plain = i + 1;
    }
    waiting_.append(value, plain);
    return *this;
}

table_copy& table_copy::number(std::int64_t value) {
    separate();
    waiting_ += std::to_string(value);
    return *this;
}

table_copy& table_copy::number(const std::optional<std::int64_t>& value) {
    return value ? number(*value) : null();
}

table_copy& table_copy::flag(bool value) {
    separate();
    waiting_ += value ? 't' : 'f';
    return *this;
}

table_copy& table_copy::null() {
    separate();
    waiting_ += "\\N";
    return *this;
}

void table_copy::end_row() {
    waiting_ += '\n';
    first_column_ = true;
    if (waiting_.size() >= k_sent_at_once) send();
}

void table_copy::finish() {
    send();
    auto* const connection = raw_connection(session_);
    if (PQputCopyEnd(connection, nullptr) != 1) fail(connection);
    open_ = false;
    take_results(connection);
}

void table_copy::separate() {
    if (!first_column_) waiting_ += '\t';
    first_column_ = false;
}

void table_copy::send() {
    auto* const connection = raw_connection(session_);
    if (PQputCopyData(connection, waiting_.data(), static_cast<int>(waiting_.size())) != 1) fail(connection);
    waiting_.clear();
}

} // namespace media_sync::postgres
