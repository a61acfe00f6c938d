#include "support/recording_router.hpp"
#include "support/temporary_database.hpp"

#include <suasor/host.hpp>
#include <suasor/job_service.h>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <dlfcn.h>

#include <cstdlib>

namespace media_sync {
namespace {

using suasor::testing::base_schema;
using suasor::testing::temporary_database;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class silent_log final : public suasor::host_log {
  public:
    bool enabled(std::int32_t) const noexcept override { return false; }
    void write(std::int32_t, std::string_view) noexcept override {}
};

class kept_migrations final : public suasor::host_migrator {
  public:
    void add(suasor::owned_migration migration) override { all.push_back(std::move(migration)); }

    std::vector<suasor::owned_migration> all;
};

class kept_jobs final : public suasor::host_scheduler {
  public:
    void add(suasor::owned_job job) override { all.push_back(std::move(job)); }
    void run_now(std::string_view, std::uint64_t) override {}
    void cancel(std::uint64_t) override {}

    std::vector<suasor::owned_job> all;
};

// The shared object, opened as a host opens it.
class shared_object {
  public:
    shared_object() : handle_(::dlopen(std::getenv("SUASOR_PLUGIN"), RTLD_NOW | RTLD_LOCAL)) {
        if (!handle_) throw std::runtime_error(::dlerror());
    }
    ~shared_object() { ::dlclose(handle_); }

    const suasor_plugin_api& api() const {
        const auto entry = reinterpret_cast<suasor_plugin_entry_function>(::dlsym(handle_, SUASOR_PLUGIN_ENTRY_SYMBOL));
        return suasor::checked_plugin_api(entry());
    }

  private:
    void* handle_;
};

class PluginModule : public ::testing::Test {
  protected:
    // What a host does between init and the first request.
    void init_and_migrate(const std::string& settings = "{}") {
        start(settings);
        plugin_->init();
        for (const auto& migration : migrations_.all)
            for (const auto& step : migration.up())
                database_.sql().exec(step.sql);
    }

    void start(const std::string& settings) {
        config_ = std::make_unique<suasor::host_config>(settings);
        host_ = suasor::make_host("test-host", "1.0.0",
                                  {.log = &log_,
                                   .config = config_.get(),
                                   .database = &connection_,
                                   .migrator = &migrations_,
                                   .router = &router_,
                                   .scheduler = &jobs_});
        plugin_ = std::make_unique<suasor::plugin_instance>(object_.api(), *host_->c());
    }

    void stop() {
        plugin_->request_stop();
        EXPECT_TRUE(plugin_->shutdown(nullptr));
    }

    const suasor_job_service& service() {
        return *static_cast<const suasor_job_service*>(plugin_->get_extension(SUASOR_JOB_SERVICE));
    }

    std::uint64_t create_run(std::uint64_t owner) {
        const suasor_run_request request{sizeof request, 0, suasor::to_c("my.export"), suasor::to_c("system"), owner};
        suasor::error_buffer problem;
        std::uint64_t id = 0;
        problem.check(service().create_run(&service(), &request, &id, problem.c()));
        return id;
    }

    boost::json::value ask(std::uint64_t id, suasor::principal who) {
        const auto answer =
            router_.answer("/api/v1/jobs/runs/:id/progress", {who, {{"id", std::to_string(id)}}, {}, {}});
        EXPECT_EQ(answer.status, 200) << answer.body;
        return boost::json::parse(answer.body);
    }

    shared_object object_;
    temporary_database database_{base_schema::suasor};
    silent_log log_;
    suasor::host_database connection_{database_.conninfo(), 4};
    kept_migrations migrations_;
    test::recording_router router_;
    kept_jobs jobs_;
    std::unique_ptr<suasor::host_config> config_;
    std::unique_ptr<suasor::host_instance> host_;
    std::unique_ptr<suasor::plugin_instance> plugin_;
};

TEST_F(PluginModule, RegistersItsRoutesMigrationsAndJobs) {
    start("{}");
    plugin_->init();

    EXPECT_THAT(router_.patterns(), ElementsAre("GET /api/v1/jobs/runs/:id/progress", "GET /api/v1/jobs/active",
                                                "GET /api/v1/jobs/media-sync/:id/progress"));
    std::vector<std::string> migrations;
    for (const auto& migration : migrations_.all)
        migrations.emplace_back(migration.name());
    EXPECT_THAT(migrations, ElementsAre("job_run_progress", "media_sources", "job_run_pace", "user_item_sources",
                                        "media_item_keys"));
    ASSERT_EQ(jobs_.all.size(), 2u);
    EXPECT_EQ(jobs_.all[0].name(), "system.media.sync");
    EXPECT_EQ(jobs_.all[1].name(), "system.media.sync.full");
    stop();
}

TEST_F(PluginModule, RefusesAWrongSettingByName) {
    start(R"({"flushIntervalMs": 5})");

    try {
        plugin_->init();
        FAIL() << "init took a flush interval of 5 ms";
    } catch (const suasor::error& refusal) {
        EXPECT_EQ(refusal.status(), SUASOR_E_INVALID_ARGUMENT);
        EXPECT_THAT(refusal.what(), HasSubstr("flushIntervalMs"));
    }
}

TEST_F(PluginModule, ShowsOnItsRoutesWhatTheJobServiceIsTold) {
    init_and_migrate();
    const auto id = create_run(1);

    service().set_total_items(&service(), id, 4, nullptr);
    service().increment_processed_items(&service(), id, 3, nullptr);
    ASSERT_EQ(service().complete_run(&service(), id, SUASOR_RUN_COMPLETED, {}, nullptr), SUASOR_OK);

    const auto run = ask(id, {1, false});
    EXPECT_EQ(run.at("status"), "completed");
    EXPECT_EQ(run.at("progress"), 100);
    EXPECT_EQ(run.at("processedItems"), 3);
    EXPECT_EQ(run.at("totalItems"), 3);
    EXPECT_EQ(service().increment_processed_items(&service(), id, 1, nullptr), SUASOR_E_CONFLICT);
    EXPECT_EQ(database_.sql().scalar("SELECT status FROM job_runs"), "completed");
    stop();
}

TEST_F(PluginModule, PreparesNothingForAClientThatTheCallerMayNotSee) {
    init_and_migrate();
    database_.sql().exec("INSERT INTO clients (id, user_id, category, type, name, config) "
                         "VALUES (3, 1, 'media', 'subsonic', 'home', '{}')");
    const auto prepare = [&](std::uint64_t user) {
        try {
            jobs_.all[0].prepare(SUASOR_TRIGGER_MANUAL, R"({"clientID":3,"syncType":"music"})",
                                 suasor::principal{user, false});
            return SUASOR_OK + 0;
        } catch (const suasor::error& refusal) {
            return static_cast<int>(refusal.status());
        }
    };

    EXPECT_EQ(prepare(2), SUASOR_E_NOT_FOUND);
    EXPECT_EQ(prepare(1), SUASOR_E_INVALID_ARGUMENT) << "its configuration is empty";
    EXPECT_EQ(database_.sql().scalar("SELECT count(*) FROM job_runs"), "0");
    stop();
}

TEST_F(PluginModule, LeavesNoRunOfTheJobServiceRunningWhenItIsShutDown) {
    init_and_migrate();
    const auto id = create_run(1);
    service().increment_processed_items(&service(), id, 3, nullptr);

    stop();

    EXPECT_EQ(database_.sql().scalar("SELECT concat_ws(' ', status, processed_items, error_message) FROM job_runs"),
              "failed 3 the process that executed this job stopped before the job had ended, and nobody else can go on "
              "with it; start it again");
    EXPECT_EQ(database_.sql().scalar("SELECT count(*) FROM job_executors"), "0");
}

TEST_F(PluginModule, AnswersThatItIsClosedAfterItsShutdown) {
    init_and_migrate();
    const auto& kept = service();

    stop();

    EXPECT_EQ(kept.set_total_items(&kept, 1, 1, nullptr), SUASOR_E_CLOSED);
}

} // namespace
} // namespace media_sync
