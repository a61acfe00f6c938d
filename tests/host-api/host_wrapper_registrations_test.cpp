#include "host_wrapper_guard_page.hpp"

#include <suasor/host/registrations.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>

namespace suasor {
namespace {

suasor_status status_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const error& failure) {
        return failure.status();
    }
    return SUASOR_OK;
}

void count(void* counter) {
    ++*static_cast<int*>(counter);
}

suasor_route route_with(int& destroyed) {
    return {sizeof(suasor_route),
            0,
            to_c("GET"),
            to_c("/a"),
            &destroyed,
            [](void*, const suasor_request*, suasor_responder*) {},
            &count};
}

suasor_job job_with(int& destroyed) {
    return {
        sizeof(suasor_job),
        0,
        to_c("test.job"),
        to_c("a test's"),
        1500,
        &destroyed,
        [](void*, const suasor_job_request*, suasor_prepared_run*, suasor_error*) { return suasor_status{SUASOR_OK}; },
        [](void*, std::uint64_t, const suasor_job_context*, suasor_error*) { return suasor_status{SUASOR_OK}; },
        &count};
}

TEST(OwnedRoute, CopiesItsStringsAndDestroysItsDataOnce) {
    int destroyed = 0;
    {
        std::string pattern = "/a/:id";
        auto source = route_with(destroyed);
        source.pattern = to_c(pattern);
        owned_route route(&source);
        pattern.assign(pattern.size(), '#');
        const owned_route moved(std::move(route));

        EXPECT_EQ(moved.pattern(), "/a/:id");
        EXPECT_EQ(destroyed, 0);
    }
    EXPECT_EQ(destroyed, 1);
}

TEST(OwnedRoute, DestroysItsDataOnceAlsoWhenItIsRefused) {
    int destroyed = 0;
    auto without_handler = route_with(destroyed);
    without_handler.handle = nullptr;
    EXPECT_EQ(status_of([&] { owned_route{&without_handler}; }), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(destroyed, 1);

    auto without_pattern = route_with(destroyed);
    without_pattern.pattern = {nullptr, 4};
    EXPECT_EQ(status_of([&] { owned_route{&without_pattern}; }), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(destroyed, 2);
}

TEST(OwnedRoute, ReadsNothingBeyondTheSizeThatIsGiven) {
    int destroyed = 0;
    auto old = route_with(destroyed);
    old.struct_size = 16;
    const testing::cut_off<suasor_route> cut(old, old.struct_size);

    EXPECT_EQ(status_of([&] { owned_route{cut.get()}; }), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(status_of([&] { owned_route{nullptr}; }), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(destroyed, 0);
}

TEST(OwnedRoute, TakesTheLargerStructOfANewerPlugin) {
    int destroyed = 0;
    auto newer = route_with(destroyed);
    newer.struct_size = sizeof newer + 64;

    EXPECT_EQ(owned_route(&newer).method(), "GET");
}

TEST(OwnedJob, ReadsNothingBeyondTheSizeThatIsGiven) {
    int destroyed = 0;
    auto old = job_with(destroyed);
    old.struct_size = 40;
    const testing::cut_off<suasor_job> cut(old, old.struct_size);

    EXPECT_EQ(status_of([&] { owned_job{cut.get()}; }), SUASOR_E_INVALID_ARGUMENT);
}

TEST(OwnedJob, DestroysItsDataOnceAlsoWhenItIsRefused) {
    int destroyed = 0;
    auto nameless = job_with(destroyed);
    nameless.name = to_c("");

    EXPECT_EQ(status_of([&] { owned_job{&nameless}; }), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(destroyed, 1);
}

TEST(OwnedJob, BoundsAnIntervalThatWouldOverflowAClock) {
    int destroyed = 0;
    auto rare = job_with(destroyed);
    rare.interval_ms = UINT64_MAX;

    EXPECT_EQ(owned_job(&rare).interval(), std::chrono::hours(24 * 365));
}

TEST(OwnedJob, PassesOnTheStatusAndTextOfPrepare) {
    int destroyed = 0;
    auto refusing = job_with(destroyed);
    refusing.prepare = [](void*, const suasor_job_request*, suasor_prepared_run*, suasor_error* problem) {
        write_error(problem, "no such client");
        return suasor_status{SUASOR_E_NOT_FOUND};
    };

    try {
        owned_job(&refusing).prepare(SUASOR_TRIGGER_MANUAL, "{}", std::nullopt);
        FAIL();
    } catch (const error& failure) {
        EXPECT_EQ(failure.status(), SUASOR_E_NOT_FOUND);
        EXPECT_STREQ(failure.what(), "no such client");
    }
}

TEST(OwnedJob, TakesADispositionThatItDoesNotKnowForNothing) {
    int destroyed = 0;
    auto newer = job_with(destroyed);
    newer.prepare = [](void*, const suasor_job_request*, suasor_prepared_run* made, suasor_error*) {
        made->disposition = 99;
        made->run_id = 5;
        return suasor_status{SUASOR_OK};
    };

    const auto made = owned_job(&newer).prepare(SUASOR_TRIGGER_INTERVAL, "{}", std::nullopt);

    EXPECT_EQ(made.disposition, SUASOR_PREPARED_NOTHING);
    EXPECT_EQ(made.run_id, 0u);
}

TEST(OwnedJob, ContainsWhatABrokenPluginThrows) {
    int destroyed = 0;
    auto throwing = job_with(destroyed);
    throwing.prepare = [](void*, const suasor_job_request*, suasor_prepared_run*, suasor_error*) -> suasor_status {
        throw 42;
    };

    EXPECT_EQ(status_of([&] { owned_job(&throwing).prepare(SUASOR_TRIGGER_MANUAL, "{}", std::nullopt); }),
              SUASOR_E_INTERNAL);
}

TEST(OwnedMigration, CopiesItsSteps) {
    std::string sql = "SELECT 1";
    const suasor_migration_step step{sizeof step, 0, to_c(sql)};
    const suasor_migration_step* const steps[] = {&step};
    const suasor_migration source{sizeof source, 3, to_c("three"), steps, 1, nullptr, 0};

    const owned_migration copy(&source);
    sql.assign(sql.size(), '#');

    ASSERT_EQ(copy.up().size(), 1u);
    EXPECT_EQ(copy.up()[0].sql, "SELECT 1");
    EXPECT_FALSE(copy.up()[0].transactional);
    EXPECT_EQ(copy.version(), 3u);
}

TEST(OwnedMigration, RefusesWhatIsMalformed) {
    const suasor_migration_step step{sizeof step, 1, to_c("SELECT 1")};
    const suasor_migration_step old_step{8, 1, to_c("SELECT 1")};
    const testing::cut_off<suasor_migration_step> cut_step(old_step, 8);
    const suasor_migration_step* const steps[] = {&step};
    const suasor_migration_step* const cut_steps[] = {cut_step.get()};
    const suasor_migration_step* const null_steps[] = {nullptr};
    const suasor_migration good{sizeof good, 1, to_c("one"), steps, 1, nullptr, 0};

    const auto refused = [&](auto change) {
        auto changed = good;
        change(changed);
        return status_of([&] { owned_migration{&changed}; }) == SUASOR_E_INVALID_ARGUMENT;
    };

    EXPECT_FALSE(refused([](auto&) {}));
    EXPECT_TRUE(refused([](auto& m) { m.version = 0; }));
    EXPECT_TRUE(refused([](auto& m) { m.up_count = 0; }));
    EXPECT_TRUE(refused([](auto& m) { m.up = nullptr; }));
    EXPECT_TRUE(refused([&](auto& m) { m.up = cut_steps; }));
    EXPECT_TRUE(refused([&](auto& m) { m.up = null_steps; }));
    EXPECT_TRUE(refused([](auto& m) { m.down_count = 2; }));
    EXPECT_TRUE(refused([](auto& m) { m.struct_size = 24; }));
}

constexpr double k_bounds[] = {0.1, 1, 10};

suasor_metric histogram() {
    return {sizeof(suasor_metric),
            SUASOR_METRIC_HISTOGRAM,
            to_c("commit_seconds"),
            to_c("How long a commit takes."),
            nullptr,
            0,
            k_bounds,
            std::size(k_bounds)};
}

TEST(OwnedMetric, CopiesWhatItIsGiven) {
    const std::array<field, 2> labels{{{"server", "plex"}, {"reason", "\"busy\""}}};
    const c_fields c_labels(labels);
    std::string name = "commit_seconds";
    auto source = histogram();
    source.name = to_c(name);
    source.labels = c_labels.data();
    source.label_count = c_labels.size();

    const owned_metric metric(&source);
    name.assign(name.size(), '#');

    EXPECT_EQ(metric.kind(), SUASOR_METRIC_HISTOGRAM);
    EXPECT_EQ(metric.name(), "commit_seconds");
    EXPECT_EQ(metric.help(), "How long a commit takes.");
    EXPECT_EQ(metric.labels(), (std::map<std::string, std::string>{{"server", "plex"}, {"reason", "\"busy\""}}));
    EXPECT_EQ(metric.bounds(), (std::vector<double>{0.1, 1, 10}));
}

TEST(OwnedMetric, ReadsNothingBeyondTheSizeThatIsGiven) {
    auto old = histogram();
    old.struct_size = 40;
    const testing::cut_off<suasor_metric> cut(old, old.struct_size);

    EXPECT_EQ(status_of([&] { owned_metric{cut.get()}; }), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(status_of([&] { owned_metric{nullptr}; }), SUASOR_E_INVALID_ARGUMENT);
}

TEST(OwnedMetric, RefusesWhatPrometheusCouldNotShow) {
    static constexpr double not_ascending[] = {1, 1};
    static constexpr double infinite[] = {1, HUGE_VAL};
    static constexpr suasor_field twice{sizeof twice, 0, {"server", 6}, {"plex", 4}};
    static constexpr suasor_field upper_case{sizeof upper_case, 0, {"Server", 6}, {"plex", 4}};
    static constexpr const suasor_field* two_of_one_name[] = {&twice, &twice};
    static constexpr const suasor_field* one_of_another_case[] = {&upper_case};
    static constexpr const suasor_field* missing[] = {nullptr};

    struct example {
        const char* what;
        suasor_status status;
        std::function<void(suasor_metric&)> breach;
    };
    const std::vector<example> examples{
        {"a kind of another version", SUASOR_E_UNSUPPORTED, [](auto& m) { m.kind = 4; }},
        {"no name", SUASOR_E_INVALID_ARGUMENT, [](auto& m) { m.name = {}; }},
        {"a name of NULL", SUASOR_E_INVALID_ARGUMENT,
         [](auto& m) {
             m.name = {nullptr, 3};
         }},
        {"a name with a space", SUASOR_E_INVALID_ARGUMENT, [](auto& m) { m.name = to_c("a b"); }},
        {"a name that begins with _", SUASOR_E_INVALID_ARGUMENT, [](auto& m) { m.name = to_c("_a"); }},
        {"help of two lines", SUASOR_E_INVALID_ARGUMENT, [](auto& m) { m.help = to_c("a\nb"); }},
        {"labels of NULL", SUASOR_E_INVALID_ARGUMENT, [](auto& m) { m.label_count = 1; }},
        {"a label of NULL", SUASOR_E_INVALID_ARGUMENT,
         [](auto& m) {
             m.labels = missing;
             m.label_count = 1;
         }},
        {"a label in upper case", SUASOR_E_INVALID_ARGUMENT,
         [](auto& m) {
             m.labels = one_of_another_case;
             m.label_count = 1;
         }},
        {"two labels of one name", SUASOR_E_INVALID_ARGUMENT,
         [](auto& m) {
             m.labels = two_of_one_name;
             m.label_count = 2;
         }},
        {"a histogram without bounds", SUASOR_E_INVALID_ARGUMENT, [](auto& m) { m.bound_count = 0; }},
        {"a counter with bounds", SUASOR_E_INVALID_ARGUMENT, [](auto& m) { m.kind = SUASOR_METRIC_COUNTER; }},
        {"bounds of NULL", SUASOR_E_INVALID_ARGUMENT, [](auto& m) { m.bounds = nullptr; }},
        {"bounds that do not ascend", SUASOR_E_INVALID_ARGUMENT,
         [](auto& m) {
             m.bounds = not_ascending;
             m.bound_count = 2;
         }},
        {"a bound without end", SUASOR_E_INVALID_ARGUMENT,
         [](auto& m) {
             m.bounds = infinite;
             m.bound_count = 2;
         }},
    };

    for (const auto& [what, status, breach] : examples) {
        auto metric = histogram();
        breach(metric);
        EXPECT_EQ(status_of([&] { owned_metric{&metric}; }), status) << what;
    }
}

} // namespace
} // namespace suasor
