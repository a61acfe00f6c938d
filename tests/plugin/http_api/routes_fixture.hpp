#pragma once

// The three routes over a database in memory, asked through a router without HTTP.

#include "plugin/http_api/progress_routes.hpp"
#include "support/fake_failure_store.hpp"
#include "support/fake_run_store.hpp"
#include "support/recorded_metrics.hpp"
#include "support/recording_router.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync {

inline const std::string k_run = "/api/v1/jobs/runs/:id/progress";
inline const std::string k_active = "/api/v1/jobs/active";
inline const std::string k_media_sync = "/api/v1/jobs/media-sync/:id/progress";

inline constexpr suasor::principal k_alice{1, false};
inline constexpr suasor::principal k_bob{2, false};
inline constexpr suasor::principal k_admin{9, true};

class routes_fixture : public ::testing::Test {
  protected:
    using headers = std::map<std::string, std::string>;
    using exchange_ptr = std::shared_ptr<test::recorded_exchange>;

    ~routes_fixture() override {
        store_.reads.open();
        feed_->stop();
        queue_.stop();
    }

    void start(const route_options& options = {}, live_feed::options following = {}) {
        feed_ = std::make_unique<live_feed>(hub_, store_, queue_, database_.time, following, counted_);
        feed_->start([this] { watched_.add(feed_->watched()); });
        add_progress_routes(*router_.c(), options,
                            {jobs_, store_, failures_, hub_, queue_, *feed_, database_.time,
                             [this](const std::string& why) { trouble_.add(why); }, counted_});
    }

    run_id create(std::optional<user_id> owner = 1) { return jobs_.create_run({"my.export", "system", owner}).value(); }
    void complete(run_id id) { ASSERT_TRUE(jobs_.complete_run(id, run_status::completed, "")); }

    exchange_ptr ask_run(run_id id, headers with, suasor::principal who = k_alice, std::string method = "GET") {
        return router_.ask(k_run, {who, {{"id", std::to_string(id)}}, {}, std::move(with), std::move(method)});
    }
    exchange_ptr ask_active(headers with, suasor::principal who = k_alice,
                            std::map<std::string, std::string> query = {}) {
        return router_.ask(k_active, {who, {}, std::move(query), std::move(with), "GET"});
    }
    exchange_ptr ask_job(std::uint64_t id, headers with, suasor::principal who = k_alice) {
        return router_.ask(k_media_sync, {who, {{"id", std::to_string(id)}}, {}, std::move(with), "GET"});
    }

    std::unique_ptr<live_feed> make_idle_feed() {
        return std::make_unique<live_feed>(hub_, store_, queue_, database_.time, live_feed::options{});
    }

    test::fake_database database_;
    test::recording<std::string> trouble_;
    test::recorded_metrics counted_;
    test::fake_run_store store_{database_};
    test::fake_run_store elsewhere_{database_, "another process"};
    test::fake_failure_store failures_;
    progress_hub hub_{database_.time};
    job_service jobs_{store_,         hub_,
                      database_.time, {std::chrono::milliseconds(1), std::chrono::milliseconds(1)},
                      [](run_id) {},  [](const std::string&) {}};
    test::recording_router router_;
    test::recording<watched_runs> watched_; ///< what was followed whenever that grew
    work_queue queue_{1, 2};
    std::unique_ptr<live_feed> feed_ = make_idle_feed();
};

} // namespace media_sync
