#include "progress_truth.hpp"
#include "run_store_contract.hpp"

#include "support/fake_run_store.hpp"

namespace media_sync {
namespace {

struct fake_world {
    run_store& store() { return here_; }
    run_store& other_process() { return there_; }
    void kill_this_process() {
        for (const auto& [id, run] : database_.runs)
            database_.kill_executor_of(id);
    }
    void pass(std::chrono::seconds time) { database_.time.advance(time); }
    std::uint64_t media_sync_job(user_id owner) {
        const auto id = database_.sync_jobs.size() + 1;
        database_.sync_jobs[id] = {owner, 3, sync_type::music};
        return id;
    }

  private:
    test::fake_database database_;
    test::fake_run_store here_{database_, "this process"};
    test::fake_run_store there_{database_, "another process"};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Fake, RunStoreContract, fake_world);
INSTANTIATE_TYPED_TEST_SUITE_P(Fake, ProgressTruth, fake_world);

} // namespace
} // namespace media_sync
