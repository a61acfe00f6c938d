#include "plugin/core/progress/progress_truth.hpp"

#include "migrated_database.hpp"
#include "plugin/postgres/run_store.hpp"

namespace media_sync {
namespace {

class stored_runs {
  public:
    run_store& store() { return *store_; }

  private:
    postgres::migrated_database database_;
    const std::unique_ptr<run_store> store_ =
        postgres::create_run_store(database_.pool(), postgres::k_this_executor, std::chrono::seconds(60));
};

INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, ProgressTruth, stored_runs);

} // namespace
} // namespace media_sync
