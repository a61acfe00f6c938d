#pragma once

// What no reader may ever see, whatever jobs report, in whatever order and from however many threads: the rules of truth as a
// property of the job service over any run_store. To hold a store to it, write a world and
// INSTANTIATE_TYPED_TEST_SUITE_P(Name, ProgressTruth, world).
//
// A world is default-constructible and has
//   run_store& store()              the store of this process
//
// A failure names its seed; SUASOR_TEST_SEED=seed tries the same calls again.

#include "plugin/core/progress/job_service.hpp"
#include "plugin/core/progress/run_json.hpp"
#include "support/recording.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>
#include <thread>

namespace media_sync {

inline unsigned seed_of_this_test() {
    if (const char* given = std::getenv("SUASOR_TEST_SEED")) return static_cast<unsigned>(std::stoul(given));
    return std::random_device{}();
}

/// Looks at everything that a hub makes known, and notes what contradicts the rules or an earlier state.
class truth_auditor {
  public:
    explicit truth_auditor(progress_hub& hub)
        : hub_(hub), listening_(hub.subscribe([this](std::span<const progress_hub::change> changes) {
              for (const auto& change : changes)
                  look_at(change.id);
          })) {}

    std::vector<std::string> lies() const { return lies_.entries(); }

  private:
    void look_at(run_id id) {
        std::lock_guard lock(mutex_);
        const auto known = hub_.latest(id);
        if (!known) return;
        const auto& now = known->run;
        auto& before = seen_[id];

        expect(now.processed_items <= now.total_items.value_or(*now.processed_items), "processed passes total", now);
        expect((now.progress == 100) == (now.status == run_status::completed), "100 is not completed", now);
        expect(now.status != run_status::completed || now.error_message.empty(), "success has an error", now);
        expect(!is_terminal(now.status) || !now.eta_seconds, "an end has time remaining", now);
        if (before) {
            expect(now.revision >= before->revision, "the revision falls", now);
            expect(now.progress >= before->progress, "the percent falls", now);
            expect(now.processed_items >= before->processed_items, "processed falls", now);
            expect(!is_terminal(before->status) || now.revision == before->revision, "a run changes after its end",
                   now);
        }
        before = now;
    }

    void expect(bool holds, const char* lie, const run_snapshot& run) {
        if (!holds) lies_.add(fmt::format("{}: {}", lie, run_json(run)));
    }

    progress_hub& hub_;
    std::mutex mutex_;
    std::map<run_id, std::optional<run_snapshot>> seen_;
    test::recording<std::string> lies_;
    progress_hub::subscription listening_; // last: its calls use all of the above
};

template <class World>
class ProgressTruth : public testing::Test {
  protected:
    static constexpr int k_runs = 5;
    static constexpr int k_threads = 4;
    static constexpr int k_calls = 4000; // of each thread

    void create_runs(job_service& jobs) {
        for (int i = 0; i < k_runs; ++i)
            ids_.push_back(jobs.create_run({"my.export", "system", {}}).value());
        for (const auto id : ids_)
            counted_[id] = 0;
    }

    // A random call for a random run. Only a run that has ended may refuse it.
    void report(job_service& jobs, std::mt19937& random) {
        const auto up_to = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
        const auto id = ids_[static_cast<std::size_t>(up_to(k_runs - 1))];
        const auto taken = [&]() -> result<void> {
            switch (up_to(4000)) {
            case 0:
                return jobs.complete_run(id, run_status::completed, "");
            case 1:
                return jobs.complete_run(id, run_status::failed, "the disk is full");
            default:
                break;
            }
            switch (up_to(4)) {
            case 0:
                return jobs.update_progress(id, up_to(100), up_to(1) == 0 ? "" : fmt::format("step {}", up_to(9)));
            case 1:
                return jobs.set_total_items(id, up_to(10'000));
            case 2:
                return jobs.set_progress_data(id, fmt::format(R"({{"step":{}}})", up_to(9)));
            default:
                const auto count = up_to(3);
                auto counted = jobs.increment_processed_items(id, count);
                if (counted) counted_[id] += count;
                return counted;
            }
        }();
        if (!taken && taken.error().code != errc::conflict) refusals_.add(taken.error().text);
    }

    World world_;
    std::vector<run_id> ids_;
    std::map<run_id, std::atomic<std::int64_t>> counted_;
    test::recording<std::string> refusals_;
};

TYPED_TEST_SUITE_P(ProgressTruth);

TYPED_TEST_P(ProgressTruth, HoldsForAnyReportsInAnyOrderFromSeveralThreads) {
    const auto seed = seed_of_this_test();
    SCOPED_TRACE(fmt::format("SUASOR_TEST_SEED={}", seed));
    const system_clock time;
    progress_hub hub(time);
    const truth_auditor auditor(hub);
    using std::chrono::milliseconds;
    {
        job_service jobs(
            this->world_.store(), hub, time, {milliseconds(2), milliseconds(2), milliseconds(1)}, [](run_id) {},
            [this](const std::string& trouble) { this->refusals_.add(trouble); });
        this->create_runs(jobs);

        std::vector<std::thread> threads;
        for (unsigned thread = 0; thread < this->k_threads; ++thread)
            threads.emplace_back([&, thread] {
                std::mt19937 random(seed + thread);
                for (int call = 0; call < this->k_calls; ++call)
                    this->report(jobs, random);
            });
        for (auto& thread : threads)
            thread.join();
    }

    EXPECT_THAT(auditor.lies(), testing::IsEmpty());
    EXPECT_THAT(this->refusals_.entries(), testing::IsEmpty());
    for (const auto id : this->ids_) {
        const auto stored = this->world_.store().find(id, {}).value();
        EXPECT_EQ(stored.processed_items, this->counted_[id]);
        EXPECT_EQ(run_json(stored), hub.latest(id)->json());
    }
}

REGISTER_TYPED_TEST_SUITE_P(ProgressTruth, HoldsForAnyReportsInAnyOrderFromSeveralThreads);

} // namespace media_sync
