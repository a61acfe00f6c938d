#include "plugin/postgres/failure_store.hpp"

#include "migrated_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync::postgres {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FailureStore : public testing::Test {
  protected:
    void fail(run_id run, const std::string& item) {
        database_.sql().rows(
            "INSERT INTO job_run_failures (run_id, client_id, item_type, client_item_id, title, error) "
            "VALUES ($1, 1, 'track', $2, 'Title ' || $2, 'why')",
            {std::to_string(run), item});
    }

    migrated_database database_;
    const std::unique_ptr<failure_store> failures_ = create_failure_store(database_.pool());
};

TEST_F(FailureStore, GivesTheFailuresOfOneRunInOrder) {
    fail(1, "b");
    fail(2, "c");
    fail(1, "a");

    EXPECT_THAT(failures_->of_run(1, 0),
                ElementsAre(run_failure{"b", "Title b", "why"}, run_failure{"a", "Title a", "why"}));
    EXPECT_THAT(failures_->of_run(3, 0), IsEmpty());
}

TEST_F(FailureStore, LeavesOutTheFirstOnes) {
    fail(1, "a");
    fail(1, "b");

    EXPECT_THAT(failures_->of_run(1, 1), ElementsAre(run_failure{"b", "Title b", "why"}));
    EXPECT_THAT(failures_->of_run(1, 2), IsEmpty());
}

} // namespace
} // namespace media_sync::postgres
