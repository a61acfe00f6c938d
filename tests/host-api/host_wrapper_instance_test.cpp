#include "host_wrapper_guard_page.hpp"

#include <suasor/host.hpp>
#include <suasor/plugin.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace suasor {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// What the plugin under test has been through, and what it does.
struct script {
    std::vector<std::string> calls;
    bool init_fails = false;
    bool cannot_stop = false;
};
script* the_script = nullptr;

class scripted_plugin final : public plugin {
  public:
    explicit scripted_plugin(host_services) { say("create"); }
    ~scripted_plugin() override { say("destroy"); }

    void init() override {
        say("init");
        if (the_script->init_fails) throw error(SUASOR_E_UNSUPPORTED, "no router here");
    }
    const void* get_extension(std::string_view id) noexcept override { return id == "mine/1" ? this : nullptr; }
    void request_stop() noexcept override { say("request_stop"); }
    bool shutdown() override {
        say("shutdown");
        return !the_script->cannot_stop;
    }

  private:
    static void say(const char* call) { the_script->calls.push_back(call); }
};

constexpr auto k_api = make_plugin_api<scripted_plugin>("scripted", "1.0.0", "does as told");

class PluginInstance : public ::testing::Test {
  protected:
    void SetUp() override { the_script = &script_; }

    script script_;
    std::unique_ptr<host_instance> host_ = make_host("test", "1", {});
};

std::string refusal_of(const suasor_plugin_api* api) {
    try {
        checked_plugin_api(api);
    } catch (const error& failure) {
        return failure.what();
    }
    return "";
}

TEST(PluginApi, IsRefusedWithBothVersionsNamed) {
    auto newer = k_api;
    newer.abi_major = 3;
    newer.abi_minor = 2;

    EXPECT_THAT(refusal_of(&newer), HasSubstr("built for interface 3.2 and this host has 1.0"));
}

TEST(PluginApi, IsReadNoFurtherThanItsFixedFieldsWhenTheMajorDiffers) {
    auto other = k_api;
    other.abi_major = 2;
    const testing::cut_off<suasor_plugin_api> cut(other, 16);

    EXPECT_THAT(refusal_of(cut.get()), HasSubstr("interface 2.0"));
}

TEST(PluginApi, IsReadNoFurtherThanItsSize) {
    auto small = k_api;
    small.struct_size = 40;
    const testing::cut_off<suasor_plugin_api> cut(small, 40);

    EXPECT_THAT(refusal_of(cut.get()), HasSubstr("no create function"));
}

TEST(PluginApi, IsRefusedWithoutMagicOrNameOrAtAll) {
    auto changed = k_api;
    changed.magic = 0;
    EXPECT_THAT(refusal_of(&changed), HasSubstr("magic"));

    changed = k_api;
    changed.name = to_c("Has Blanks");
    EXPECT_THAT(refusal_of(&changed), HasSubstr("a to z"));

    EXPECT_THAT(refusal_of(nullptr), HasSubstr("NULL"));
    EXPECT_EQ(refusal_of(&k_api), "");
}

TEST_F(PluginInstance, EndsAPluginThatIsStillInUse) {
    {
        plugin_instance instance(k_api, *host_->c());
        instance.init();
    }
    EXPECT_THAT(script_.calls, ElementsAre("create", "init", "request_stop", "shutdown", "destroy"));
}

TEST_F(PluginInstance, OnlyDestroysAPluginWhoseInitFailed) {
    script_.init_fails = true;
    {
        plugin_instance instance(k_api, *host_->c());
        try {
            instance.init();
            FAIL();
        } catch (const error& failure) {
            EXPECT_EQ(failure.status(), SUASOR_E_UNSUPPORTED);
            EXPECT_STREQ(failure.what(), "no router here");
        }
        EXPECT_EQ(instance.get_extension("mine/1"), nullptr);
    }
    EXPECT_THAT(script_.calls, ElementsAre("create", "init", "destroy"));
}

TEST_F(PluginInstance, NeverDestroysAPluginThatCannotStop) {
    script_.cannot_stop = true;
    const suasor_plugin* kept = nullptr;
    {
        static const suasor_plugin** made;
        made = &kept;
        auto api = k_api;
        api.create = [](const suasor_host* host, const suasor_plugin** plugin, suasor_error* problem) {
            const auto status = k_api.create(host, plugin, problem);
            *made = *plugin;
            return status;
        };
        plugin_instance instance(api, *host_->c());
        instance.init();
        instance.request_stop();
        EXPECT_FALSE(instance.shutdown(nullptr));
    }
    EXPECT_THAT(script_.calls, ElementsAre("create", "init", "request_stop", "shutdown"));
    kept->destroy(kept);
}

TEST_F(PluginInstance, GivesExtensionsWhileInUse) {
    plugin_instance instance(k_api, *host_->c());
    instance.init();

    EXPECT_NE(instance.get_extension("mine/1"), nullptr);
    EXPECT_EQ(instance.get_extension("other/1"), nullptr);
}

TEST_F(PluginInstance, RefusesAnIncompletePlugin) {
    auto api = k_api;
    api.create = [](const suasor_host*, const suasor_plugin** plugin, suasor_error*) {
        static constexpr suasor_plugin incomplete{16, 0, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
        *plugin = &incomplete;
        return suasor_status{SUASOR_OK};
    };

    EXPECT_THROW(plugin_instance(api, *host_->c()), error);
}

} // namespace
} // namespace suasor
