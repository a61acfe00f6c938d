#include "sample-host/plugins/plugin_host_fixture.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace sample_host::plugins {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PluginHost : public testing::plugin_host_fixture {
  protected:
    /// What the plugin named `good` has said, in order.
    std::vector<std::string> said() const { return log.lines_with("[good]"); }
};

TEST_F(PluginHost, LoadsPluginsInTheOrderOfTheirFileNames) {
    directory.add("good", "2.so");
    directory.add("other", "1.so");
    std::ofstream(directory.path() / "README") << "no plugin";

    const auto loaded = load().plugins();

    ASSERT_THAT(loaded, SizeIs(2));
    EXPECT_EQ(loaded[0].name, "other");
    EXPECT_EQ(loaded[1].name, "good");
    EXPECT_EQ(loaded[1].version, "1.2.3");
    EXPECT_EQ(loaded[1].file.filename(), "2.so");
    EXPECT_THAT(loaded[1].routes, ElementsAre("GET /good/settings", "GET /good/stream/:id"));
    ASSERT_THAT(loaded[1].jobs, SizeIs(1));
    EXPECT_EQ(loaded[1].jobs[0].name, "good.job");
    EXPECT_EQ(loaded[1].jobs[0].description, "waits");
    EXPECT_EQ(loaded[1].jobs[0].interval, std::chrono::milliseconds(0));
}

struct bad_plugin {
    std::string module;
    std::string reason;
};

class BadPlugin : public PluginHost, public ::testing::WithParamInterface<bad_plugin> {};

TEST_P(BadPlugin, CostsOneClearLineAndTheHostGoesOn) {
    directory.add(GetParam().module, "a_bad.so");
    directory.add("good", "b_good.so");

    const auto loaded = load().plugins();

    ASSERT_THAT(loaded, SizeIs(1));
    EXPECT_EQ(loaded[0].name, "good");
    EXPECT_THAT(log.lines_with("not loaded"), ElementsAre(AllOf(HasSubstr("a_bad.so"), HasSubstr(GetParam().reason))));
    const auto refused = host->refused();
    ASSERT_THAT(refused, SizeIs(1));
    EXPECT_EQ(refused[0].file.filename(), "a_bad.so");
    EXPECT_THAT(refused[0].reason, HasSubstr(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadPlugin,
    ::testing::Values(bad_plugin{"no_entry", "exports no suasor_plugin_entry; it is no plugin, move it out"},
                      bad_plugin{"wrong_magic", "its magic is wrong"},
                      bad_plugin{"newer_major", "built for interface 7.0 and this host has 1.0; build it"},
                      bad_plugin{"small_table", "no create function"},
                      bad_plugin{"bad_name", "its name must be made of a to z"},
                      bad_plugin{"returns_nothing", "returned NULL"},
                      bad_plugin{"throws_in_create", "an exception of unknown type"},
                      bad_plugin{"throws_in_init", "thrown out of init"}),
    [](const auto& tested) { return tested.param.module; });

TEST_F(PluginHost, GoesOnAfterAFileThatIsNoSharedObject) {
    std::ofstream(directory.path() / "a.so") << std::string(4096, '#');
    std::filesystem::create_symlink("nowhere.so", directory.path() / "b.so");
    directory.add("good", "c.so");

    EXPECT_THAT(load().plugins(), SizeIs(1));

    EXPECT_THAT(log.lines_with("not loaded"),
                ElementsAre(AllOf(HasSubstr("a.so"), HasSubstr("invalid ELF header")), HasSubstr("b.so")));
}

TEST_F(PluginHost, RefusesASecondPluginOfTheSameName) {
    directory.add("good", "1.so");
    directory.add("good", "2.so");

    EXPECT_THAT(load().plugins(), SizeIs(1));

    EXPECT_THAT(log.lines_with("not loaded"),
                ElementsAre(AllOf(HasSubstr("2.so"), HasSubstr("1.so has loaded a plugin named good already"))));
}

TEST_F(PluginHost, RefusesAFileThatEverybodyMayWrite) {
    const auto file = directory.add("good", "good.so");
    std::filesystem::permissions(file, std::filesystem::perms::others_write, std::filesystem::perm_options::add);

    EXPECT_THAT(load().plugins(), IsEmpty());

    EXPECT_THAT(log.lines_with("not loaded"), ElementsAre(HasSubstr("chmod o-w")));
}

TEST_F(PluginHost, RefusesAFolderThatEverybodyMayWrite) {
    directory.add("good", "good.so");
    std::filesystem::permissions(directory.path(), std::filesystem::perms::others_write,
                                 std::filesystem::perm_options::add);

    EXPECT_THAT(load().plugins(), IsEmpty());
}

TEST_F(PluginHost, LeavesNothingOfAPluginWhoseInitFails) {
    directory.add("good", "good.so");

    EXPECT_THAT(load(R"({"good": {"fail": true}})").plugins(), IsEmpty());

    EXPECT_EQ(get("/good/settings"), nullptr);
    EXPECT_THAT(scheduler->jobs(), IsEmpty());
    EXPECT_THAT(migrator.registered, IsEmpty());
    EXPECT_THAT(said(), ElementsAre("[good] destroy route", "[good] destroy job", "[good] destroy plugin"));
    EXPECT_THAT(log.lines_with("not loaded"), ElementsAre(HasSubstr("the setting \"fail\" must not be there")));
}

TEST_F(PluginHost, NamesSettingsThatNoPluginTakes) {
    directory.add("good", "good.so");

    load(R"({"good": {}, "goood": {}})");

    EXPECT_THAT(log.lines_with("settings"), ElementsAre("[host] settings of a plugin that is not in use plugin=goood"));
}

TEST_F(PluginHost, RegistersWhatAPluginBrings) {
    directory.add("good", "good.so");

    load();

    EXPECT_THAT(migrator.registered, ElementsAre("good one"));
    ASSERT_THAT(scheduler->jobs(), SizeIs(1));
    EXPECT_EQ(scheduler->jobs()[0].name, "good.job");
}

TEST_F(PluginHost, PassesOnWhatAJobRefuses) {
    directory.add("good", "good.so");
    load();

    const auto made = scheduler->submit("good.job", "throw", std::nullopt);

    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().status, SUASOR_E_UNSUPPORTED);
    EXPECT_EQ(made.error().text, "nothing like that here");
}

TEST_F(PluginHost, FindsAnExtensionUntilItStops) {
    directory.add("good", "good.so");
    directory.add("other", "other.so");
    auto& plugins = load();

    const auto* extension = plugins.find_extension("other.extension/1");
    ASSERT_NE(extension, nullptr);
    EXPECT_EQ(*static_cast<const int*>(extension), 17);
    EXPECT_EQ(plugins.find_extension("nobody.extension/1"), nullptr);

    plugins.stop();
    EXPECT_EQ(plugins.find_extension("other.extension/1"), nullptr);
}

TEST_F(PluginHost, StopsInTheOrderOfTheContract) {
    directory.add("good", "good.so");
    auto& plugins = load();
    ASSERT_TRUE(scheduler->submit("good.job", "{}", std::nullopt));
    wait_for_line("late route");

    EXPECT_TRUE(plugins.stop());
    EXPECT_TRUE(plugins.stop());

    EXPECT_THAT(said(), ElementsAre("[good] run begins", "[good] late route: plugins register in init only",
                                    "[good] request_stop", "[good] run ends with reason 2", "[good] shutdown",
                                    "[good] destroy route", "[good] destroy job", "[good] destroy plugin"));
}

TEST_F(PluginHost, StopsSeveralPluginsStepByStepInTheReverseOrder) {
    directory.add("good", "1.so");
    directory.add("other", "2.so");

    load().stop();

    auto steps = log.lines();
    std::erase_if(steps, [](const auto& line) { return line.starts_with("[host]"); });
    EXPECT_THAT(steps, ElementsAre("[other] request_stop", "[good] request_stop", "[other] shutdown", "[good] shutdown",
                                   "[other] destroy route", "[other] destroy job", "[good] destroy route",
                                   "[good] destroy job", "[other] destroy plugin", "[good] destroy plugin"));
}

TEST_F(PluginHost, NeverDestroysAPluginThatCannotStop) {
    directory.add("good", "good.so");

    auto& plugins = load(R"({"good": {"busy": true}})");

    EXPECT_FALSE(plugins.stop());
    EXPECT_THAT(log.lines_with("destroy"), IsEmpty());
    EXPECT_THAT(log.lines_with("not stopped"), SizeIs(1));
}

TEST_F(PluginHost, UnmapsAPluginIfToldSo) {
    const auto file = directory.add("good", "good.so");
    const auto is_mapped = [&] {
        std::ifstream maps("/proc/self/maps");
        const std::string all{std::istreambuf_iterator<char>(maps), {}};
        return all.find(file.string()) != std::string::npos;
    };
    unload = true;

    load();
    ASSERT_TRUE(is_mapped());
    host.reset();

    EXPECT_FALSE(is_mapped());
}

TEST_F(PluginHost, RefusesSettingsThatAreNoObject) {
    directory.add("good", "good.so");

    EXPECT_THAT(load(R"({"good": 3})").plugins(), IsEmpty());

    EXPECT_THAT(log.lines_with("not loaded"), ElementsAre(HasSubstr("the settings of good must be a JSON object")));
}

} // namespace
} // namespace sample_host::plugins
