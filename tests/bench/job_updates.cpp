// How many updates of one run's progress a second the job service takes from one thread, and after how long at most each of
// them can be read in the database: `job_updates SECONDS` prints JSON.

#include "../plugin/postgres/migrated_database.hpp"
#include "plugin/core/progress/job_service.hpp"
#include "plugin/postgres/run_store.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <thread>

namespace media_sync::bench {

namespace {

using std::chrono::steady_clock;

/// What one thread counts up, and how late others see it.
class watched_count {
  public:
    /// Remembers where the count stands now.
    void sample() { samples_.push_back({count_.load(std::memory_order_relaxed), steady_clock::now()}); }

    /// Everything up to `count` can be seen now: the age of the oldest part of it that could not be seen before.
    std::chrono::duration<double, std::milli> seen(std::int64_t count) {
        while (samples_.size() > 1 && samples_[1].count <= seen_)
            samples_.pop_front();
        seen_ = count;
        return steady_clock::now() - samples_.front().at;
    }

    void set(std::int64_t count) { count_.store(count, std::memory_order_relaxed); }

  private:
    struct moment {
        std::int64_t count;
        steady_clock::time_point at;
    };

    std::atomic<std::int64_t> count_{0};
    std::int64_t seen_ = 0;
    std::deque<moment> samples_{{0, steady_clock::now()}};
};

double quantile(std::vector<double> values, double q) {
    std::ranges::sort(values);
    return values.at(static_cast<std::size_t>(q * static_cast<double>(values.size() - 1)));
}

void print_updates(std::chrono::seconds time) {
    postgres::migrated_database database;
    const system_clock clock;
    progress_hub hub(clock);
    const auto store = postgres::create_run_store(database.pool(), postgres::k_this_executor, std::chrono::seconds(60));
    job_service jobs(
        *store, hub, clock, {}, [](run_id) {}, [](const std::string& why) { std::cerr << why << '\n'; });
    const auto run = jobs.create_run({"my.export", "system", {}}).value();
    jobs.set_total_items(run, 1'000'000'000'000).value();

    watched_count count;
    std::atomic<bool> running{true};
    std::int64_t updates = 0;
    const auto began = steady_clock::now();
    std::thread reporter([&] {
        while (running) {
            jobs.increment_processed_items(run, 1).value();
            count.set(++updates);
        }
    });

    std::vector<double> delays;
    std::int64_t known = 0;
    while (steady_clock::now() - began < time) {
        count.sample();
        const auto stored = database.number("SELECT processed_items FROM job_runs WHERE id = " + std::to_string(run));
        if (stored != known) delays.push_back(count.seen(known = stored).count());
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    running = false;
    reporter.join();
    const std::chrono::duration<double> took = steady_clock::now() - began;

    const boost::json::object found{{"updates", static_cast<double>(updates) / took.count()},
                                    {"p50", quantile(delays, 0.5)},
                                    {"max", quantile(delays, 1)}};
    std::cout << boost::json::serialize(found) << std::endl;
}

} // namespace

} // namespace media_sync::bench

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: " << argv[0] << " SECONDS\n";
        return 2;
    }
    media_sync::bench::print_updates(std::chrono::seconds(std::atoi(argv[1])));
    return 0;
}
