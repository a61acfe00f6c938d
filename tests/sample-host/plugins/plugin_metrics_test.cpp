#include "plugins/plugin_metrics.hpp"

#include "sample-host/plugins/plugin_host_fixture.hpp"

#include <suasor/plugin.hpp>

#include <gmock/gmock.h>

#include <array>
#include <optional>

namespace sample_host::plugins {
namespace {

using suasor::add_metric;
using suasor::metric;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::array<suasor::field, 1> k_plex{{{"server", "plex"}}};
constexpr std::array<suasor::field, 1> k_emby{{{"server", "emby"}}};
constexpr std::array<suasor::field, 1> k_odd{{{"server", "a \"b\"\n\\c"}}};
constexpr std::array<double, 2> k_bounds{0.5, 2};
constexpr std::array<double, 2> k_other_bounds{0.5, 3};

class PluginMetrics : public ::testing::Test {
  protected:
    PluginMetrics() { scope_.registering = true; }

    suasor_status refusal_of(const metric& added) {
        try {
            add_metric(metrics_->c(), added);
        } catch (const suasor::error& refused) {
            return refused.status();
        }
        return SUASOR_OK;
    }

    exposition shown_;
    testing::captured_log log_;
    plugin_scope scope_{"my_plugin", log_};
    std::optional<plugin_metrics> metrics_{std::in_place, scope_, shown_};
};

TEST_F(PluginMetrics, AreShownUnderThePluginsName) {
    const auto plex = add_metric(metrics_->c(), {SUASOR_METRIC_COUNTER, "retries_total", "Retries.", k_plex});
    const auto odd = add_metric(metrics_->c(), {SUASOR_METRIC_COUNTER, "retries_total", "Retries.", k_odd});

    plex.add(2);
    odd.add(1);

    EXPECT_THAT(shown_.text(),
                AllOf(HasSubstr("# HELP my_plugin_retries_total Retries.\n# TYPE my_plugin_retries_total counter\n"),
                      HasSubstr("\nmy_plugin_retries_total{server=\"plex\"} 2\n"),
                      HasSubstr("\nmy_plugin_retries_total{server=\"a \\\"b\\\"\\n\\\\c\"} 1\n")));
}

TEST_F(PluginMetrics, AreShownBeforeAnythingIsCounted) {
    add_metric(metrics_->c(), {SUASOR_METRIC_COUNTER, "failures_total", "Failures."});

    EXPECT_THAT(shown_.text(), HasSubstr("\nmy_plugin_failures_total 0\n"));
}

TEST_F(PluginMetrics, MoveAsTheirKindDoes) {
    const auto counter = add_metric(metrics_->c(), {SUASOR_METRIC_COUNTER, "a_total", "A."});
    const auto gauge = add_metric(metrics_->c(), {SUASOR_METRIC_GAUGE, "b", "B."});
    const auto histogram = add_metric(metrics_->c(), {SUASOR_METRIC_HISTOGRAM, "c_seconds", "C.", {}, k_bounds});

    for (const auto& each : {counter, gauge, histogram}) {
        each.set(10);
        each.add(3);
        each.add(-1);
        each.observe(1);
        each.observe(2.5);
    }

    EXPECT_THAT(shown_.text(),
                AllOf(HasSubstr("\nmy_plugin_a_total 3\n"), HasSubstr("\nmy_plugin_b 12\n"),
                      HasSubstr("\nmy_plugin_c_seconds_bucket{le=\"0.5\"} 0\n"),
                      HasSubstr("\nmy_plugin_c_seconds_bucket{le=\"2\"} 1\n"),
                      HasSubstr("\nmy_plugin_c_seconds_bucket{le=\"+Inf\"} 2\n"),
                      HasSubstr("\nmy_plugin_c_seconds_count 2\n"), HasSubstr("\nmy_plugin_c_seconds_sum 3.5\n")));
}

TEST_F(PluginMetrics, RefuseTheSameSeriesAgainAndAnotherOneThatDoesNotFit) {
    const metric first{SUASOR_METRIC_HISTOGRAM, "c_seconds", "C.", k_plex, k_bounds};
    add_metric(metrics_->c(), first);
    auto other_kind = first, other_help = first, other_bounds = first, other_labels = first, other_value = first;
    other_kind.kind = SUASOR_METRIC_GAUGE;
    other_kind.bounds = {};
    other_help.help = "D.";
    other_bounds.bounds = k_other_bounds;
    other_labels.labels = {};
    other_value.labels = k_emby;

    EXPECT_EQ(refusal_of(first), SUASOR_E_EXISTS);
    for (const auto& misfit : {other_kind, other_help, other_bounds, other_labels})
        EXPECT_EQ(refusal_of(misfit), SUASOR_E_CONFLICT);
    EXPECT_EQ(refusal_of(other_value), SUASOR_OK);
}

TEST_F(PluginMetrics, RefuseANameThatAnotherPluginHasMade) {
    plugin_scope other{"my", log_};
    other.registering = true;
    plugin_metrics others(other, shown_);
    add_metric(others.c(), {SUASOR_METRIC_GAUGE, "plugin_size", "Size."});

    EXPECT_EQ(refusal_of({SUASOR_METRIC_GAUGE, "size", "Size."}), SUASOR_E_CONFLICT);
}

TEST_F(PluginMetrics, AreAddedInInitOnly) {
    scope_.registering = false;

    EXPECT_EQ(refusal_of({SUASOR_METRIC_GAUGE, "size", "Size."}), SUASOR_E_CLOSED);
}

TEST_F(PluginMetrics, GoWithThePlugin) {
    add_metric(metrics_->c(), {SUASOR_METRIC_GAUGE, "size", "Size."});

    metrics_.reset();

    EXPECT_THAT(shown_.text(), IsEmpty());
}

using LoadedPluginMetrics = testing::plugin_host_fixture;

TEST_F(LoadedPluginMetrics, AreThoseOfThePluginsInUse) {
    directory.add("good", "1.so");
    directory.add("other", "2.so");

    load(R"({"other": {"fail": true}})");
    EXPECT_THAT(metrics.text(), AllOf(HasSubstr("\ngood_said_total 0\n"), Not(HasSubstr("other_said_total"))));

    host->stop();
    EXPECT_THAT(metrics.text(), IsEmpty());
}

} // namespace
} // namespace sample_host::plugins
