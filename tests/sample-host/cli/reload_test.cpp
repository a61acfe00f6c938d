#include "cli/reload.hpp"

#include "sample-host/captured_log.hpp"

#include <suasor/types.hpp>

#include <boost/json/parse.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sample_host {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class configured_log final : public console_logger {
  public:
    bool enabled(log_level) const noexcept override { return true; }
    void write(log_level level, std::string_view source, std::string_view message) noexcept override {
        kept.write(level, source, message);
    }
    void configure(log_level least, log_format format) override { configured.emplace_back(least, format); }

    testing::captured_log kept;
    std::vector<std::pair<log_level, log_format>> configured;
};

serve_options some_options() {
    serve_options options;
    options.listen = "127.0.0.1:8080";
    options.database.url = "dbname=suasor password=hunter2";
    options.plugin_settings = boost::json::parse(R"({"a": {"x": 1}, "b": {}})").as_object();
    return options;
}

class Reload : public ::testing::Test {
  protected:
    void reload() {
        running_.reread = [this] { return read_; };
        reload_settings(running_, log_);
    }

    serve_options running_ = some_options();
    serve_options read_ = some_options();
    configured_log log_;
};

TEST_F(Reload, TakesOverHowMuchIsLoggedAndHow) {
    read_.log_level = "debug";
    read_.log_format = "json";

    reload();

    EXPECT_THAT(log_.configured, ElementsAre(std::pair(log_level::debug, log_format::json)));
    EXPECT_THAT(log_.kept.lines(), ElementsAre("[host] settings read again log_level=debug log_format=json"));
}

TEST_F(Reload, NamesWhatNeedsARestartAndNoValueOfIt) {
    read_.listen = "127.0.0.1:9090";
    read_.database.url = "dbname=suasor password=swordfish";
    read_.database.data_directory = "/data";
    read_.plugins_directory = "/plugins";
    read_.limits.connections = 5;
    read_.plugin_settings = boost::json::parse(R"({"a": {"x": 2}, "b": {}, "c": {}})").as_object();

    reload();

    EXPECT_THAT(log_.kept.lines_with("restart"),
                ElementsAre("[host] settings need a restart: listen, database, dataDir, pluginsDir, limits, "
                            "plugins.a, plugins.c"));
    EXPECT_THAT(log_.kept.lines_with("swordfish"), IsEmpty());
}

TEST_F(Reload, NamesAPluginWhoseSettingsAreGone) {
    read_.plugin_settings.erase("a");

    EXPECT_THAT(settings_for_restart(running_, read_), ElementsAre("plugins.a"));
}

TEST_F(Reload, ChangesNothingIfTheSettingsCannotBeRead) {
    running_.reread = []() -> serve_options {
        throw suasor::error(SUASOR_E_INVALID_ARGUMENT, "/etc/s.json: \"logLevel\" must be one of those");
    };

    reload_settings(running_, log_);

    EXPECT_THAT(log_.configured, IsEmpty());
    EXPECT_THAT(log_.kept.lines(), ElementsAre(HasSubstr("/etc/s.json: \"logLevel\" must be")));
}

} // namespace
} // namespace sample_host
