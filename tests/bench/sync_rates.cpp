// How many films a second reach Suasor's tables by a sync, by the same sync again, by COPY and by the proposal's loop:
// `sync_rates FILMS FILMS_OF_THE_LOOP` measures each once, on a database of its own, and prints JSON.

#include "movie_library.hpp"
#include "plugin/core/media/mapped_item.hpp"
#include "timed_sync.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <cstdlib>
#include <iostream>

namespace media_sync::bench {

namespace {

using postgres::migrated_database;
using std::chrono::steady_clock;
using suasor::testing::sql_row;

constexpr std::array k_tables{"media_items", "media_item_sources", "media_item_keys"};

double seconds_since(steady_clock::time_point began) {
    return std::chrono::duration<double>(steady_clock::now() - began).count();
}

[[noreturn]] void fail(PGconn* connection) {
    throw std::runtime_error(PQerrorMessage(connection));
}

void expect(PGconn* connection, PGresult* given, ExecStatusType status) {
    const auto found = PQresultStatus(given);
    PQclear(given);
    if (found != status) fail(connection);
}

/// What COPY takes, in pieces as PostgreSQL gave them.
using copied_table = std::vector<std::string>;

copied_table copy_out(PGconn* connection, const std::string& table) {
    expect(connection, PQexec(connection, ("COPY " + table + " TO STDOUT").c_str()), PGRES_COPY_OUT);
    copied_table rows;
    char* data = nullptr;
    for (int size = 0; (size = PQgetCopyData(connection, &data, 0)) > 0; PQfreemem(data))
        rows.emplace_back(data, static_cast<std::size_t>(size));
    expect(connection, PQgetResult(connection), PGRES_COMMAND_OK);
    PQclear(PQgetResult(connection));
    return rows;
}

void copy_in(PGconn* connection, const std::string& table, const copied_table& rows) {
    expect(connection, PQexec(connection, ("COPY " + table + " FROM STDIN").c_str()), PGRES_COPY_IN);
    for (const auto& row : rows)
        if (PQputCopyData(connection, row.data(), static_cast<int>(row.size())) != 1) fail(connection);
    if (PQputCopyEnd(connection, nullptr) != 1) fail(connection);
    expect(connection, PQgetResult(connection), PGRES_COMMAND_OK);
    PQclear(PQgetResult(connection));
}

/// The rows that a sync has left, copied into the same tables with the same indexes, as fast as COPY goes.
double seconds_of_copy(migrated_database& synced) {
    std::vector<copied_table> tables;
    for (const auto* table : k_tables)
        tables.push_back(copy_out(synced.sql().native(), table));

    migrated_database fresh;
    const auto began = steady_clock::now();
    for (std::size_t i = 0; i < k_tables.size(); ++i)
        copy_in(fresh.sql().native(), k_tables[i], tables[i]);
    return seconds_since(began);
}

// Each statement on its own, as the proposal's repositories do it; prepared, which favours it.
constexpr auto k_upsert = R"sql(
    INSERT INTO media_items (created_at, updated_at, uuid, owner_id, is_public, type, title, release_year, external_ids, data,
                             sync_clients)
    VALUES (now(), now(), $1::uuid, 0, true, 'movie', $2, $3::bigint, $4::jsonb, $5::jsonb,
            jsonb_build_array(jsonb_build_object('clientID', 1, 'itemID', $1::text)))
    ON CONFLICT (uuid) DO UPDATE SET updated_at = now(), title = excluded.title, data = excluded.data)sql";
constexpr auto k_update_progress =
    "UPDATE job_runs SET progress = $2::bigint, status_message = $3, updated_at = now() WHERE id = $1::bigint";
constexpr auto k_increment =
    "UPDATE job_runs SET processed_items = processed_items + 1, updated_at = now() WHERE id = $1::bigint";

void prepare(PGconn* connection, const char* statement) {
    // Under its own text as its name.
    expect(connection, PQprepare(connection, statement, statement, 0, nullptr), PGRES_COMMAND_OK);
}

void execute(PGconn* connection, const char* statement, const std::vector<std::string>& values) {
    std::vector<const char*> texts;
    for (const auto& value : values)
        texts.push_back(value.c_str());
    const auto count = static_cast<int>(texts.size());
    expect(connection, PQexecPrepared(connection, statement, count, texts.data(), nullptr, nullptr, 0),
           PGRES_COMMAND_OK);
}

double seconds_of_loop(const std::vector<media_item>& movies) {
    migrated_database fresh;
    auto* const connection = fresh.sql().native();
    const auto run = *fresh.sql().scalar("INSERT INTO job_runs (job_name, job_type, status) "
                                         "VALUES ('system.media.sync', 'sync', 'running') RETURNING id");
    for (const auto* statement : {k_upsert, k_update_progress, k_increment})
        prepare(connection, statement);

    const auto total = movies.size();
    const auto began = steady_clock::now();
    for (std::size_t done = 0; done < total;) {
        const auto item = map_item(movies[done++]);
        execute(connection, k_upsert,
                {item.source_id, item.title, std::to_string(item.release_year.value_or(0)), "[]", item.data});
        execute(connection, k_update_progress,
                {run, std::to_string(20 + 70 * done / total),
                 "Processing item " + std::to_string(done) + " of " + std::to_string(total)});
        execute(connection, k_increment, {run});
    }
    return seconds_since(began);
}

void print_rates(int films, int films_of_the_loop) {
    const auto movies = make_movies(films);
    const auto of_the_loop = seconds_of_loop(make_movies(films_of_the_loop));
    timed_sync sync(movies);
    const auto first = sync.run();
    const auto second = sync.run();
    const auto copy = seconds_of_copy(sync.database());

    const boost::json::object rates{
        {"loop", films_of_the_loop / of_the_loop},
        {"first", films / first},
        {"second", films / second},
        {"copy", films / copy},
        {"bytes", sync.database().number("SELECT avg(length(data::text))::bigint FROM media_items")}};
    std::cout << boost::json::serialize(rates) << std::endl;
}

} // namespace

} // namespace media_sync::bench

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: " << argv[0] << " FILMS FILMS_OF_THE_LOOP\n";
        return 2;
    }
    media_sync::bench::print_rates(std::atoi(argv[1]), std::atoi(argv[2]));
    return 0;
}
