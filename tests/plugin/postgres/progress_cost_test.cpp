// What the progress of runs costs the database, by PostgreSQL's own statistics.

#include "migrated_database.hpp"
#include "plugin/core/progress/job_service.hpp"
#include "plugin/postgres/run_store.hpp"
#include "support/full_rate.hpp"
#include "support/recording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <future>

namespace media_sync::postgres {

namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

struct load {
    int runs;
    int settling; ///< flushes before the steady state: new rows grow with their first progress and move to roomier pages
    int counted;  ///< flushes that are looked at
};

std::string name_of(const testing::TestParamInfo<load>& info) {
    return std::to_string(info.param.runs);
}

class ProgressCost : public testing::TestWithParam<load> {
  protected:
    ProgressCost() { database_.sql().exec("CREATE EXTENSION pg_stat_statements"); }

    // Several at a time, as on a busy machine each has its wait.
    std::vector<run_id> create_runs() {
        std::vector<run_id> ids(static_cast<std::size_t>(GetParam().runs));
        const auto create_share = [&](std::size_t first) {
            for (auto i = first; i < ids.size(); i += k_sessions) {
                ids[i] = jobs_.create_run({"my.export", "system", {}}).value();
                EXPECT_TRUE(jobs_.set_total_items(ids[i], 1'000'000'000'000));
            }
        };
        std::vector<std::future<void>> shares;
        for (std::size_t first = 0; first < k_sessions; ++first)
            shares.push_back(std::async(std::launch::async, create_share, first));
        for (auto& share : shares)
            share.get();
        return ids;
    }

    void count_from_now_on() {
        database_.sql().rows("SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database "
                             "WHERE datname = current_database()");
    }
    std::int64_t statements_on_runs() {
        return database_.number("SELECT coalesce(sum(s.calls), 0) FROM pg_stat_statements s JOIN pg_database d "
                                "ON d.oid = s.dbid AND d.datname = current_database() WHERE s.query LIKE '%job_runs%'");
    }

    struct row_updates {
        double all = 0;
        double hot = 0;
    };
    // Sessions hand in what they have counted once a second.
    row_updates updates_of_runs() {
        const auto row =
            database_.sql()
                .rows("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'job_runs'")
                .at(0);
        return {std::stod(row.at(0).value()), std::stod(row.at(1).value())};
    }

    // While the autovacuum looks at any table of the database, versions that nobody needs any more have to stay. A look a minute
    // is nothing to a host that runs for days, and everything to the few seconds of a test.
    std::int64_t looks_of_the_autovacuum() {
        return database_.number("SELECT (SELECT sum(autovacuum_count + autoanalyze_count) FROM pg_stat_all_tables)"
                                " + (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                                "    AND backend_type = 'autovacuum worker')");
    }

    // Returns once the flusher has published so many more changes of the run.
    void wait_for_flushes(run_id id, int count) {
        test::recording<run_id> flushes;
        const auto listening = hub_.subscribe([&](std::span<const progress_hub::change> changes) {
            if (std::ranges::find(changes, id, &progress_hub::change::id) != changes.end()) flushes.add(id);
        });
        // One by one, as each may take its time on a busy machine.
        for (int seen = 1; seen <= count; ++seen)
            flushes.wait_for(static_cast<std::size_t>(seen));
    }

    struct measurement {
        std::int64_t statements = 0;
        std::chrono::duration<double> took{};
        row_updates updates{};
        bool disturbed = false; ///< by the autovacuum

        double hot_share() const { return updates.hot / updates.all; }
    };

    measurement measure(run_id id) {
        const auto looks = looks_of_the_autovacuum();
        wait_for_flushes(id, GetParam().settling);

        const auto before = updates_of_runs();
        const auto began = steady::now();
        count_from_now_on();
        wait_for_flushes(id, GetParam().counted);
        measurement seen{statements_on_runs(), steady::now() - began};
        wait_for_flushes(id, k_flushes_a_second);
        seen.updates = updates_of_runs();
        seen.updates.all -= before.all;
        seen.updates.hot -= before.hot;
        seen.disturbed = looks_of_the_autovacuum() != looks;
        return seen;
    }

    static constexpr std::size_t k_sessions = 8;
    static constexpr int k_flushes_a_second = 5;
    // Whatever holds a snapshot for long, be it a backend that gets no time, keeps pages from being pruned: that is not ours.
    static constexpr double k_hot_enough = 0.95;
    migrated_database database_;
    const system_clock time_;
    progress_hub hub_{time_};
    test::recording<std::string> trouble_;
    connection_pool pool_{database_.database().conninfo(), k_sessions, {}};
    const std::unique_ptr<run_store> store_ = create_run_store(pool_, k_this_executor, 60s);
    job_service jobs_{*store_, hub_, time_, {}, [](run_id) {}, [this](const std::string& why) { trouble_.add(why); }};
};

TEST_P(ProgressCost, IsAtMostFiveStatementsASecondWhateverTheRunsAndStaysOffTheIndexes) {
    const auto ids = create_runs();
    const test::full_rate reporting(jobs_, ids);

    const auto deadline = steady::now() + 2min;
    auto seen = measure(ids.front());
    while ((seen.disturbed || seen.hot_share() <= k_hot_enough) && steady::now() < deadline)
        seen = measure(ids.front());

    EXPECT_FALSE(reporting.refused());
    EXPECT_THAT(trouble_.entries(), testing::IsEmpty());
    EXPECT_GE(seen.statements, GetParam().counted - 1);
    EXPECT_LE(static_cast<double>(seen.statements), 5 * seen.took.count() + 1);
    EXPECT_GE(seen.updates.all, GetParam().runs);
    EXPECT_GT(seen.hot_share(), k_hot_enough);
    RecordProperty("statements per second", std::to_string(static_cast<double>(seen.statements) / seen.took.count()));
    RecordProperty("rows per second", std::to_string(seen.updates.all / seen.took.count()));
    RecordProperty("hot share", std::to_string(seen.hot_share()));
}

INSTANTIATE_TEST_SUITE_P(Runs, ProgressCost, testing::Values(load{1, 8, 40}, load{100, 8, 40}, load{10'000, 6, 4}),
                         name_of);

} // namespace

} // namespace media_sync::postgres
