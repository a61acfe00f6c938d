// What the progress of runs costs the database, by PostgreSQL's own statistics.

#include "migrated_database.hpp"
#include "plugin/core/progress/job_service.hpp"
#include "plugin/postgres/run_store.hpp"
#include "support/recording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace media_sync::postgres {

namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

// Increments all runs, each thread its share of them, as fast as it can for as long as it lives.
class full_rate {
  public:
    full_rate(job_service& jobs, const std::vector<run_id>& ids) {
        for (std::size_t first = 0; first < k_threads; ++first)
            threads_.emplace_back([&, first] {
                while (running_)
                    for (std::size_t i = first; i < std::max(ids.size(), k_threads) && running_; i += k_threads)
                        EXPECT_TRUE(jobs.increment_processed_items(ids[i % ids.size()], 1));
            });
    }
    ~full_rate() {
        running_ = false;
        for (auto& thread : threads_)
            thread.join();
    }
    full_rate(const full_rate&) = delete;
    full_rate& operator=(const full_rate&) = delete;

  private:
    static constexpr std::size_t k_threads = 2;
    std::atomic<bool> running_{true};
    std::vector<std::thread> threads_;
};

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

    std::vector<run_id> create_runs(job_service& jobs) {
        std::vector<run_id> ids;
        for (int i = 0; i < GetParam().runs; ++i) {
            ids.push_back(jobs.create_run({"my.export", "system", {}}).value());
            EXPECT_TRUE(jobs.set_total_items(ids.back(), 1'000'000'000'000));
        }
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
    // As of a second ago, while sessions are open.
    row_updates updates_of_runs() {
        const auto row =
            database_.sql()
                .rows("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'job_runs'")
                .at(0);
        return {std::stod(row.at(0).value()), std::stod(row.at(1).value())};
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

    // A session hands in its statistics when it ends, which the server notices in its own time.
    void wait_for_the_end_of_other_sessions() {
        const auto deadline = steady::now() + test::k_patience;
        while (database_.number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                                "AND pid <> pg_backend_pid()") > 0)
            ASSERT_LT(steady::now(), deadline) << "sessions stay open";
    }

    migrated_database database_;
    const system_clock time_;
    progress_hub hub_{time_};
    test::recording<std::string> trouble_;
};

TEST_P(ProgressCost, IsAtMostFiveStatementsASecondWhateverTheRunsAndStaysOffTheIndexes) {
    std::int64_t statements = 0;
    std::chrono::duration<double> took{};
    row_updates before;
    {
        connection_pool pool(database_.database().conninfo(), 4, {});
        const auto store = create_run_store(pool, k_this_executor, 60s);
        job_service jobs(
            *store, hub_, time_, {}, [](run_id) {}, [this](const std::string& why) { trouble_.add(why); });
        const auto ids = create_runs(jobs);
        const full_rate reporting(jobs, ids);
        wait_for_flushes(ids.front(), GetParam().settling);

        before = updates_of_runs();
        const auto began = steady::now();
        count_from_now_on();
        wait_for_flushes(ids.front(), GetParam().counted);
        statements = statements_on_runs();
        took = steady::now() - began;
    }
    wait_for_the_end_of_other_sessions();
    const auto after = updates_of_runs();
    const auto updates = after.all - before.all;
    const auto hot = after.hot - before.hot;

    EXPECT_THAT(trouble_.entries(), testing::IsEmpty());
    EXPECT_GE(statements, GetParam().counted - 1);
    EXPECT_LE(static_cast<double>(statements), 5 * took.count() + 1);
    EXPECT_GE(updates, GetParam().runs);
    EXPECT_GT(hot, 0.95 * updates);
    RecordProperty("statements per second", std::to_string(static_cast<double>(statements) / took.count()));
    RecordProperty("rows per second", std::to_string(updates / took.count()));
    RecordProperty("hot share", std::to_string(hot / updates));
}

INSTANTIATE_TEST_SUITE_P(Runs, ProgressCost, testing::Values(load{1, 8, 40}, load{100, 8, 40}, load{10'000, 3, 4}),
                         name_of);

} // namespace

} // namespace media_sync::postgres
