// What the progress of runs at full rate costs the database, by its own statistics: `progress_statements RUNS SECONDS`
// prints JSON.

#include "../plugin/postgres/migrated_database.hpp"
#include "plugin/core/progress/job_service.hpp"
#include "plugin/postgres/run_store.hpp"
#include "support/full_rate.hpp"
#include "support/recording.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <cstdlib>
#include <iostream>

namespace media_sync::bench {

namespace {

using std::chrono::steady_clock;

// New rows grow with their first progress and move to roomier pages.
constexpr std::size_t k_settling_flushes = 8;

struct totals {
    std::int64_t statements = 0;
    std::int64_t rows = 0;
    std::int64_t wal_bytes = 0;
};

totals read_totals(postgres::migrated_database& database) {
    const auto row = database.sql()
                         .rows("SELECT coalesce(sum(s.calls), 0), coalesce(sum(s.rows), 0), "
                               "pg_current_wal_lsn() - '0/0'::pg_lsn FROM pg_stat_statements s JOIN pg_database d ON "
                               "d.oid = s.dbid AND d.datname = current_database() "
                               "WHERE s.query LIKE '%job_runs%' AND s.query NOT LIKE '%pg_stat_statements%'")
                         .at(0);
    return {std::stoll(row.at(0).value()), std::stoll(row.at(1).value()), std::stoll(row.at(2).value())};
}

void wait_for_flushes(progress_hub& hub, std::size_t count) {
    test::recording<std::size_t> flushes;
    const auto listening =
        hub.subscribe([&](std::span<const progress_hub::change> changes) { flushes.add(changes.size()); });
    flushes.wait_for(count);
}

void print_cost(int runs, std::chrono::seconds time) {
    postgres::migrated_database database;
    database.sql().exec("CREATE EXTENSION pg_stat_statements");
    const system_clock clock;
    progress_hub hub(clock);
    const auto store = postgres::create_run_store(database.pool(), postgres::k_this_executor, std::chrono::seconds(60));
    job_service jobs(
        *store, hub, clock, {}, [](run_id) {}, [](const std::string& why) { std::cerr << why << '\n'; });
    std::vector<run_id> ids;
    for (int i = 0; i < runs; ++i) {
        ids.push_back(jobs.create_run({"my.export", "system", {}}).value());
        jobs.set_total_items(ids.back(), 1'000'000'000'000).value();
    }

    const test::full_rate reporting(jobs, ids);
    wait_for_flushes(hub, k_settling_flushes);
    const auto before = read_totals(database);
    const auto began = steady_clock::now();
    std::this_thread::sleep_for(time);
    const auto after = read_totals(database);
    const std::chrono::duration<double> took = steady_clock::now() - began;
    if (reporting.refused()) throw std::runtime_error("a report was refused");

    const auto rate = [&](std::int64_t totals::*what) {
        return static_cast<double>(after.*what - before.*what) / took.count();
    };
    const boost::json::object found{{"statements", rate(&totals::statements)},
                                    {"rows", rate(&totals::rows)},
                                    {"wal_bytes", rate(&totals::wal_bytes)}};
    std::cout << boost::json::serialize(found) << std::endl;
}

} // namespace

} // namespace media_sync::bench

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: " << argv[0] << " RUNS SECONDS\n";
        return 2;
    }
    media_sync::bench::print_cost(std::atoi(argv[1]), std::chrono::seconds(std::atoi(argv[2])));
    return 0;
}
