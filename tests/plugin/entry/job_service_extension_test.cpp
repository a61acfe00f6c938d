#include "plugin/entry/job_service_extension.hpp"

#include "support/fake_run_store.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <suasor/types.hpp>

#include <thread>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using suasor::to_c;
using ::testing::HasSubstr;

class JobServiceExtension : public ::testing::Test {
  protected:
    JobServiceExtension() { extension_.open(jobs_); }

    std::uint64_t create(std::uint64_t user = 1) {
        const suasor_run_request request{sizeof request, 0, to_c("my.export"), to_c("system"), user};
        std::uint64_t id = 0;
        EXPECT_EQ(c_->create_run(c_, &request, &id, nullptr), SUASOR_OK);
        return id;
    }

    // Takes the JSON that a call delivers.
    struct json_text {
        std::string text;
        int calls = 0;
        suasor_receiver c{sizeof(suasor_receiver), 0, this, [](void* self, suasor_string json) {
                              static_cast<json_text*>(self)->text = suasor::to_view(json);
                              ++static_cast<json_text*>(self)->calls;
                          }};
    };

    std::string get(std::uint64_t id) {
        json_text json;
        EXPECT_EQ(c_->get_progress(c_, id, nullptr, &json.c, nullptr), SUASOR_OK);
        EXPECT_EQ(json.calls, 1);
        return json.text;
    }

    test::fake_database database_;
    test::fake_run_store store_{database_};
    progress_hub hub_{database_.time};
    job_service jobs_{store_, hub_, database_.time, {1ms, 1ms}, [](run_id) {}, [](const std::string&) {}};
    job_service_extension extension_;
    const suasor_job_service* c_ = extension_.c();
    suasor::error_buffer error_;
};

TEST_F(JobServiceExtension, KeepsTheProgressOfSomebodysJob) {
    const auto id = create();

    EXPECT_EQ(c_->set_total_items(c_, id, 10, nullptr), SUASOR_OK);
    EXPECT_EQ(c_->increment_processed_items(c_, id, 10, nullptr), SUASOR_OK);
    EXPECT_EQ(c_->update_progress(c_, id, 50, to_c("half"), nullptr), SUASOR_OK);
    EXPECT_EQ(c_->set_progress_data(c_, id, to_c(R"({"a":1})"), nullptr), SUASOR_OK);
    EXPECT_EQ(c_->complete_run(c_, id, SUASOR_RUN_COMPLETED, {}, nullptr), SUASOR_OK);

    const auto run = boost::json::parse(get(id));
    EXPECT_EQ(run.at("status"), "completed");
    EXPECT_EQ(run.at("progress"), 100);
    EXPECT_EQ(run.at("processedItems"), 10);
    EXPECT_EQ(run.at("statusMessage"), "half");
    EXPECT_EQ(run.at("progressData").at("a"), 1);
    EXPECT_EQ(run.at("userID"), 1);
}

TEST_F(JobServiceExtension, TakesUser0ForNobody) {
    EXPECT_TRUE(boost::json::parse(get(create(0))).at("userID").is_null());
}

TEST_F(JobServiceExtension, ListsActiveRunsAsJson) {
    static_cast<void>(create(1));
    const auto second = create(2);
    json_text json;
    const suasor_principal user_2{sizeof user_2, 0, 2};

    EXPECT_EQ(c_->get_active_runs(c_, &user_2, 10, &json.c, nullptr), SUASOR_OK);
    EXPECT_EQ(boost::json::parse(json.text).as_array().size(), 1u);
    EXPECT_EQ(boost::json::parse(json.text).at(0).at("id"), second);
    EXPECT_EQ(c_->get_active_runs(c_, nullptr, 1000, &json.c, nullptr), SUASOR_OK);
    EXPECT_EQ(boost::json::parse(json.text).as_array().size(), 2u);
    EXPECT_EQ(c_->get_active_runs(c_, nullptr, 0, &json.c, nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(c_->get_active_runs(c_, nullptr, 1001, &json.c, nullptr), SUASOR_E_INVALID_ARGUMENT);
}

TEST_F(JobServiceExtension, AnswersEveryFailureWithItsStatusAndASentence) {
    const auto id = create(1);
    const suasor_principal user_2{sizeof user_2, 0, 2};
    json_text json;

    EXPECT_EQ(c_->update_progress(c_, id, 101, {}, error_.c()), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_THAT(std::string(error_.text()), HasSubstr("101"));
    EXPECT_EQ(c_->update_progress(c_, 999, 1, {}, error_.c()), SUASOR_E_NOT_FOUND);
    EXPECT_THAT(std::string(error_.text()), HasSubstr("999"));
    EXPECT_EQ(c_->set_total_items(c_, id, -1, nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(c_->increment_processed_items(c_, id, -1, nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(c_->set_progress_data(c_, id, to_c("[]"), nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(c_->complete_run(c_, id, 0, {}, nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(c_->complete_run(c_, id, 4, {}, nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(c_->complete_run(c_, id, SUASOR_RUN_COMPLETED, to_c("42 items"), nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(c_->get_progress(c_, id, &user_2, &json.c, nullptr), SUASOR_E_NOT_FOUND);
    EXPECT_EQ(json.calls, 0);
    EXPECT_EQ(c_->request_cancel(c_, id, &user_2, nullptr), SUASOR_E_NOT_FOUND);
    EXPECT_EQ(c_->request_cancel(c_, id, nullptr, nullptr), SUASOR_OK);

    EXPECT_EQ(c_->complete_run(c_, id, SUASOR_RUN_CANCELLED, {}, nullptr), SUASOR_OK);
    EXPECT_EQ(c_->complete_run(c_, id, SUASOR_RUN_CANCELLED, {}, nullptr), SUASOR_E_CONFLICT);
    EXPECT_EQ(c_->request_cancel(c_, id, nullptr, nullptr), SUASOR_E_CONFLICT);

    database_.go_away();
    EXPECT_EQ(c_->get_progress(c_, 999, nullptr, &json.c, error_.c()), SUASOR_E_UNAVAILABLE);
}

TEST_F(JobServiceExtension, RefusesNullWhereItNeedsSomething) {
    const suasor_run_request request{sizeof request, 0, to_c("my.export"), to_c("system"), 1};
    std::uint64_t id = 0;
    const auto run = create();

    EXPECT_EQ(c_->create_run(c_, nullptr, &id, nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(c_->create_run(c_, &request, nullptr, nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(c_->get_progress(c_, run, nullptr, nullptr, nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(c_->get_active_runs(c_, nullptr, 10, nullptr, nullptr), SUASOR_E_INVALID_ARGUMENT);
    const suasor_receiver without_function{sizeof without_function, 0, nullptr, nullptr};
    EXPECT_EQ(c_->get_progress(c_, run, nullptr, &without_function, nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(database_.runs.size(), 1u);
}

TEST_F(JobServiceExtension, RefusesTextThatIsNullAndLong) {
    const suasor_string lie{nullptr, 5};
    const suasor_run_request request{sizeof request, 0, lie, to_c("system"), 1};
    std::uint64_t id = 0;
    const auto run = create();

    EXPECT_EQ(c_->create_run(c_, &request, &id, nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(c_->update_progress(c_, run, 1, lie, nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(c_->set_progress_data(c_, run, lie, nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(c_->complete_run(c_, run, SUASOR_RUN_FAILED, lie, nullptr), SUASOR_E_INVALID_ARGUMENT);
}

TEST_F(JobServiceExtension, RefusesAStructThatSaysItIsTooSmall) {
    suasor_run_request request{sizeof request, 0, to_c("my.export"), to_c("system"), 1};
    std::uint64_t id = 0;
    const auto run = create();
    json_text json;

    request.struct_size = offsetof(suasor_run_request, user_id);
    EXPECT_EQ(c_->create_run(c_, &request, &id, nullptr), SUASOR_E_INVALID_ARGUMENT);
    json.c.struct_size = offsetof(suasor_receiver, receive);
    EXPECT_EQ(c_->get_progress(c_, run, nullptr, &json.c, nullptr), SUASOR_E_INVALID_ARGUMENT);
    json.c.struct_size = sizeof json.c;
    // Must not be taken for the admin that it claims to be, nor for the host.
    for (const auto size : {std::size_t{0}, offsetof(suasor_principal, user_id)}) {
        const suasor_principal cut{static_cast<std::uint32_t>(size), 1, 1};
        EXPECT_EQ(c_->get_progress(c_, run, &cut, &json.c, nullptr), SUASOR_E_INVALID_ARGUMENT);
        EXPECT_EQ(c_->get_active_runs(c_, &cut, 10, &json.c, nullptr), SUASOR_E_INVALID_ARGUMENT);
        EXPECT_EQ(c_->request_cancel(c_, run, &cut, nullptr), SUASOR_E_INVALID_ARGUMENT);
    }
    EXPECT_EQ(json.calls, 0);
}

TEST_F(JobServiceExtension, TakesAStructOfALaterVersion) {
    struct {
        suasor_run_request known;
        std::uint64_t appended;
    } request{{sizeof request, 0, to_c("my.export"), to_c("system"), 1}, 42};
    std::uint64_t id = 0;

    EXPECT_EQ(c_->create_run(c_, &request.known, &id, nullptr), SUASOR_OK);
}

TEST_F(JobServiceExtension, IsClosedBeforeItOpensAndAfterItCloses) {
    const job_service_extension never_opened;
    const auto* closed = never_opened.c();
    EXPECT_EQ(closed->update_progress(closed, 1, 1, {}, error_.c()), SUASOR_E_CLOSED);
    EXPECT_THAT(std::string(error_.text()), HasSubstr("not running"));

    const auto id = create();
    extension_.close();
    json_text json;
    std::uint64_t other = 0;
    const suasor_run_request request{sizeof request, 0, to_c("my.export"), to_c("system"), 1};
    EXPECT_EQ(c_->create_run(c_, &request, &other, nullptr), SUASOR_E_CLOSED);
    EXPECT_EQ(c_->update_progress(c_, id, 1, {}, nullptr), SUASOR_E_CLOSED);
    EXPECT_EQ(c_->set_total_items(c_, id, 1, nullptr), SUASOR_E_CLOSED);
    EXPECT_EQ(c_->increment_processed_items(c_, id, 1, nullptr), SUASOR_E_CLOSED);
    EXPECT_EQ(c_->set_progress_data(c_, id, to_c("{}"), nullptr), SUASOR_E_CLOSED);
    EXPECT_EQ(c_->complete_run(c_, id, SUASOR_RUN_COMPLETED, {}, nullptr), SUASOR_E_CLOSED);
    EXPECT_EQ(c_->request_cancel(c_, id, nullptr, nullptr), SUASOR_E_CLOSED);
    EXPECT_EQ(c_->get_progress(c_, id, nullptr, &json.c, nullptr), SUASOR_E_CLOSED);
    EXPECT_EQ(c_->get_active_runs(c_, nullptr, 10, &json.c, nullptr), SUASOR_E_CLOSED);
}

// What comes after close() destroys the job service.
TEST_F(JobServiceExtension, WaitsForTheCallsThatAreUnderWayWhenItCloses) {
    const auto id = test::fake_run_store(database_, "another process").create({"my.export", "system", 1}).id.value();
    store_.reads.close();
    std::atomic<bool> answered{false};
    std::thread caller([&] {
        const suasor_receiver receiver{sizeof receiver, 0, &answered, [](void* flag, suasor_string) {
                                           *static_cast<std::atomic<bool>*>(flag) = true;
                                       }};
        EXPECT_EQ(c_->get_progress(c_, id, nullptr, &receiver, nullptr), SUASOR_OK);
    });
    store_.reads.wait_for_arrival();

    std::thread closing([&] {
        extension_.close();
        EXPECT_TRUE(answered);
    });
    while (c_->update_progress(c_, id, 1, {}, nullptr) != SUASOR_E_CLOSED) // until close has begun
        std::this_thread::yield();
    store_.reads.open();
    closing.join();
    caller.join();
}

} // namespace
} // namespace media_sync
