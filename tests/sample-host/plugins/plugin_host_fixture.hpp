#pragma once

#include "database/migrator.hpp"
#include "http/router.hpp"
#include "jobs/scheduler.hpp"
#include "plugins/plugin_host.hpp"
#include "sample-host/captured_log.hpp"
#include "sample-host/plugins/plugin_directory.hpp"
#include "sample-host/plugins/recording_answer.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <thread>

// A plugin host with everything around it but a server and a database.
namespace sample_host::testing {

class recording_migrator final : public database::migrator {
  public:
    void add(database::migration added) override { registered.push_back(added.plugin + " " + added.name); }
    void forget(std::string_view plugin) noexcept override {
        std::erase_if(registered, [&](const auto& each) { return each.starts_with(plugin); });
    }
    std::vector<database::migrated> migrations() const override { return {}; }
    std::vector<database::migration_status> status() override { return {}; }
    std::vector<database::migrated> up() override { return {}; }
    std::vector<database::migrated> down(std::optional<std::string_view>) override { return {}; }
    void interrupt() noexcept override {}

    std::vector<std::string> registered;
};

class plugin_host_fixture : public ::testing::Test {
  protected:
    plugins::plugin_host& load(std::string_view settings = "{}") {
        plugins::plugin_host_options options;
        options.settings = boost::json::parse(settings).as_object();
        options.connection_string = "dbname=nowhere";
        options.drain_timeout = std::chrono::milliseconds(drain_ms);
        options.unload = unload;
        host = plugins::create_plugin_host({log, router, *scheduler, migrator, metrics}, std::move(options));
        host->load(directory.path());
        scheduler->start();
        return *host;
    }

    std::shared_ptr<recording_answer> get(const std::string& path, http::request request = {}) {
        auto answer = std::make_shared<recording_answer>();
        auto found = router.match("GET", path);
        if (!found.handle) return nullptr;
        request.method = "GET";
        request.path = path;
        request.request_id = "r1";
        request.params = std::move(found.params);
        (*found.handle)(request, answer);
        return answer;
    }

    void wait_for_line(std::string_view part) {
        while (log.lines_with(part).empty())
            std::this_thread::yield();
    }

    int drain_ms = 20'000;
    bool unload = false;
    plugin_directory directory;
    captured_log log;
    http::router router;
    recording_migrator migrator;
    exposition metrics;
    std::unique_ptr<jobs::scheduler> scheduler = jobs::create_scheduler({}, log);
    std::unique_ptr<plugins::plugin_host> host;
};

} // namespace sample_host::testing
