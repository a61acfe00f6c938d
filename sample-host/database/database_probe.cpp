#include "database/database_probe.hpp"

#include "database/conninfo.hpp"

#include <libpq-fe.h>

#include <poll.h>

#include <algorithm>
#include <array>
#include <memory>
#include <regex>
#include <string_view>

namespace sample_host {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr auto k_connect_timeout = 8s;

using pg_connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using pg_result = std::unique_ptr<PGresult, decltype(&PQclear)>;
using kind = connection_failure::kind;

kind kind_of(std::string_view sqlstate) {
    constexpr std::array<std::pair<std::string_view, kind>, 5> k_kinds{{{"28P01", kind::credentials},
                                                                        {"28000", kind::credentials},
                                                                        {"3D000", kind::no_database},
                                                                        {"57P03", kind::starting},
                                                                        {"53300", kind::full}}};
    const auto found = std::ranges::find(k_kinds, sqlstate, &std::pair<std::string_view, kind>::first);
    return found == k_kinds.end() ? kind::other : found->second;
}

/// A verbose message names the SQLSTATE: `FATAL:  28P01: password authentication failed for user "ann"`. Without one it is
/// libpq's own.
connection_failure failure_of(const PGconn* connection) {
    static const std::regex k_sqlstate(":  ([0-9A-Z]{5}): ");
    const std::string message = PQerrorMessage(connection);
    auto line = message.substr(0, message.find('\n'));

    std::smatch found;
    if (!std::regex_search(line, found, k_sqlstate)) return {kind::unreachable, line};
    const auto what = kind_of(found[1].str());
    return {what, std::string(found.prefix()) + ": " + std::string(found.suffix())};
}

/// Whether the socket is ready before the deadline.
bool await(const PGconn* connection, PostgresPollingStatusType what_for, steady_clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
    if (left <= 0ms) return false;
    pollfd socket{PQsocket(connection), static_cast<short>(what_for == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
    return ::poll(&socket, 1, static_cast<int>(left.count())) > 0;
}

/// Connects by itself, for PQconnectdb gives no chance to ask for verbose messages.
std::variant<pg_connection, connection_failure> connect(const secret& conninfo) {
    pg_connection connection(PQconnectStart(conninfo.reveal().c_str()), &PQfinish);
    PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);

    const auto deadline = steady_clock::now() + k_connect_timeout;
    auto next = PGRES_POLLING_WRITING;
    while (PQstatus(connection.get()) != CONNECTION_BAD) {
        if (!await(connection.get(), next, deadline))
            return connection_failure{kind::unreachable,
                                      "no answer within " + std::to_string(k_connect_timeout.count()) + " s"};
        next = PQconnectPoll(connection.get());
        if (next == PGRES_POLLING_OK) return connection;
        if (next == PGRES_POLLING_FAILED) break;
    }
    return failure_of(connection.get());
}

constexpr auto k_facts = R"(
    SELECT current_database(), current_user, current_setting('server_version_num'),
           split_part(current_setting('server_version'), ' ', 1),
           pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on',
           coalesce(has_schema_privilege(to_regnamespace('public')::oid, 'CREATE'), false),
           (extract(epoch FROM clock_timestamp()) * 1000)::bigint)";

constexpr auto k_tables = R"(
    SELECT t.name, c.oid IS NOT NULL, pg_has_role(c.relowner, 'USAGE')
    FROM unnest(ARRAY['users', 'clients', 'job_runs', 'job_schedules', 'media_sync_jobs', 'media_items',
                      'user_media_item_data']) WITH ORDINALITY AS t (name, place)
    LEFT JOIN pg_class c ON c.oid = to_regclass('public.' || t.name)
    ORDER BY t.place)";

bool is_true(const PGresult* result, int row, int column) {
    return std::string_view(PQgetvalue(result, row, column)) == "t";
}

std::chrono::milliseconds since_epoch(system_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
}

} // namespace

std::variant<database_facts, connection_failure> probe_database(const secret& conninfo) {
    auto connected = connect(with_connection_defaults(conninfo));
    if (auto* failure = std::get_if<connection_failure>(&connected)) return std::move(*failure);
    auto* connection = std::get<pg_connection>(connected).get();

    const auto asked = system_clock::now();
    const pg_result facts(PQexec(connection, k_facts), &PQclear);
    const auto answered = system_clock::now();
    const pg_result tables(PQexec(connection, k_tables), &PQclear);
    if (PQresultStatus(facts.get()) != PGRES_TUPLES_OK || PQresultStatus(tables.get()) != PGRES_TUPLES_OK)
        return failure_of(connection);

    const auto text = [&](int column) { return std::string(PQgetvalue(facts.get(), 0, column)); };
    const auto here = since_epoch(asked + (answered - asked) / 2);
    database_facts found{.name = text(0),
                         .user = text(1),
                         .version = std::stoi(text(2)),
                         .version_text = text(3),
                         .read_only = is_true(facts.get(), 0, 4),
                         .may_create = is_true(facts.get(), 0, 5),
                         .ahead = std::chrono::milliseconds(std::stoll(text(6))) - here};
    for (int row = 0; row < PQntuples(tables.get()); ++row) {
        const std::string name = PQgetvalue(tables.get(), row, 0);
        const bool there = is_true(tables.get(), row, 1);
        (there ? found.tables : found.missing).push_back(name);
        if (there && !is_true(tables.get(), row, 2)) found.foreign.push_back(name);
    }
    return found;
}

} // namespace sample_host
