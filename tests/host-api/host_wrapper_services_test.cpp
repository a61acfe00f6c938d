#include "host_wrapper_guard_page.hpp"

#include <suasor/host.hpp>
#include <suasor/plugin.hpp>

#include <gtest/gtest.h>

#include <cmath>

namespace suasor {
namespace {

class recording_router final : public host_router {
  public:
    void add(owned_route route) override {
        if (!refusal.empty()) throw error(SUASOR_E_EXISTS, refusal);
        routes.push_back(std::move(route));
    }

    std::string refusal;
    std::vector<owned_route> routes;
};

/// Records what a plugin does with an answer, and lives until it is released.
class recording_responder final : public host_responder {
  public:
    explicit recording_responder(std::vector<std::string>& calls) : calls_(calls) {}
    ~recording_responder() override { calls_.push_back("release"); }

    suasor_status send(const response_head& head, std::string_view body) override {
        calls_.push_back("send " + std::to_string(head.status) + " " + std::string(body));
        return SUASOR_OK;
    }
    suasor_status listen(std::shared_ptr<owned_listener> listener) override {
        if (refuse_listeners) throw std::runtime_error("no more room");
        kept = std::move(listener);
        return SUASOR_OK;
    }
    suasor_status begin(const response_head&) override { return SUASOR_E_CONFLICT; }
    suasor_status write(std::string_view) override { return SUASOR_E_FULL; }
    suasor_status end() override { throw 42; }
    void abort() override { throw 42; }

    bool refuse_listeners = false;
    std::shared_ptr<owned_listener> kept;

  private:
    std::vector<std::string>& calls_;
};

TEST(HostInstance, OffersEachServiceUnderItsIdAndNothingElse) {
    recording_router router;
    host_config config("{}");
    const int extra = 0;
    const auto host = make_host(
        "test", "1.2.3", {.config = &config, .router = &router, .other = [&](std::string_view id) -> const void* {
                              if (id == "broken/1") throw std::runtime_error("broken");
                              return id == "extra/1" ? &extra : nullptr;
                          }});
    const host_services services(*host->c());

    EXPECT_EQ(&services.router(), router.c());
    EXPECT_EQ(to_view(services.config().settings(&services.config())), "{}");
    EXPECT_EQ(services.find<int>("extra/1"), &extra);
    EXPECT_EQ(services.find<int>("broken/1"), nullptr);
    EXPECT_EQ(services.find<int>(SUASOR_LOG_SERVICE), nullptr);
    EXPECT_THROW(services.log(), error);
}

TEST(HostRouter, TellsThePluginWhyItWasRefusedAndDestroysItsData) {
    recording_router router;
    router.refusal = "there is a GET /a already";
    const auto words = std::make_shared<int>(0);

    try {
        add_route(*router.c(), "GET", "/a", [words](const request&, responder) {});
        FAIL();
    } catch (const error& failure) {
        EXPECT_EQ(failure.status(), SUASOR_E_EXISTS);
        EXPECT_STREQ(failure.what(), "there is a GET /a already");
    }
    EXPECT_EQ(words.use_count(), 1);
}

TEST(HostRouter, HandsARequestOver) {
    recording_router router;
    std::vector<std::string> calls;
    add_route(*router.c(), "GET", "/a/:id", [](const request& asked, responder answer) {
        answer.send(200, {}, std::string(asked.param("id")) + std::string(asked.header("ACCEPT").value_or("")));
    });

    const field param{"id", "7"};
    const field header{"accept", "text/plain"};
    const c_request asked({"GET", "/a/7", "", "r1", std::nullopt, {&param, 1}, {}, {&header, 1}});
    router.routes.at(0).handle(asked, (new recording_responder(calls))->c());

    EXPECT_EQ(calls, (std::vector<std::string>{"send 200 7text/plain", "release"}));
}

class HostResponder : public ::testing::Test {
  protected:
    ~HostResponder() override { c_->release(c_); }

    std::vector<std::string> calls_;
    recording_responder* cpp_ = new recording_responder(calls_);
    suasor_responder* c_ = cpp_->c();
};

TEST_F(HostResponder, PassesOnStatusesAndContainsExceptions) {
    const suasor_response_head head{sizeof head, 200, nullptr, 0};

    EXPECT_EQ(c_->begin(c_, &head), SUASOR_E_CONFLICT);
    EXPECT_EQ(c_->write(c_, to_c("x")), SUASOR_E_FULL);
    EXPECT_EQ(c_->end(c_), SUASOR_E_INTERNAL);
    c_->abort(c_);
}

TEST_F(HostResponder, RefusesAHeadThatIsMalformed) {
    const suasor_field old_header{8, 0, to_c("A"), to_c("b")};
    const testing::cut_off<suasor_field> cut_header(old_header, 8);
    const suasor_field* const headers[] = {cut_header.get()};
    const suasor_response_head with_old_header{sizeof with_old_header, 200, headers, 1};
    const suasor_response_head old{8, 200, nullptr, 0};
    const testing::cut_off<suasor_response_head> cut_head(old, 8);
    const suasor_response_head no_status{sizeof no_status, 99, nullptr, 0};
    const suasor_response_head good{sizeof good, 200, nullptr, 0};

    for (const auto* head :
         {&with_old_header, cut_head.get(), &no_status, static_cast<const suasor_response_head*>(nullptr)})
        EXPECT_EQ(c_->send(c_, head, to_c("")), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(c_->send(c_, &good, {nullptr, 3}), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_TRUE(calls_.empty());
}

TEST_F(HostResponder, DestroysAListenerOnceAlsoWhenListenFails) {
    int destroyed = 0;
    int cancelled = 0;
    struct counters {
        int& destroyed;
        int& cancelled;
    } both{destroyed, cancelled};
    const suasor_responder_listener listener{
        sizeof listener,
        0,
        &both,
        nullptr,
        [](void* data) { ++static_cast<counters*>(data)->cancelled; },
        [](void* data) { ++static_cast<counters*>(data)->destroyed; },
    };

    cpp_->refuse_listeners = true;
    EXPECT_EQ(c_->listen(c_, &listener), SUASOR_E_INTERNAL);
    EXPECT_EQ(destroyed, 1);

    cpp_->refuse_listeners = false;
    EXPECT_EQ(c_->listen(c_, &listener), SUASOR_OK);
    cpp_->kept->on_writable();
    cpp_->kept->on_cancel();
    EXPECT_EQ(cancelled, 1);
    EXPECT_EQ(destroyed, 1);
    cpp_->kept.reset();
    EXPECT_EQ(destroyed, 2);
}

using noted_calls = std::vector<std::pair<std::string, double>>;

class recording_instrument final : public host_instrument {
  public:
    explicit recording_instrument(noted_calls& calls) : calls_(calls) {}

    void add(double value) noexcept override { calls_.emplace_back("add", value); }
    void set(double value) noexcept override { calls_.emplace_back("set", value); }
    void observe(double value) noexcept override { calls_.emplace_back("observe", value); }

  private:
    noted_calls& calls_;
};

class recording_metrics final : public host_metrics {
  public:
    const host_instrument& add(owned_metric added) override {
        if (added.name() == "taken") throw error(SUASOR_E_EXISTS, "there is a metric taken already");
        names.push_back(added.name());
        return instrument;
    }

    std::vector<std::string> names;
    noted_calls calls;
    recording_instrument instrument{calls};
};

TEST(HostMetrics, CountWhatThePluginCounts) {
    recording_metrics metrics;

    const auto made = add_metric(metrics.c(), {SUASOR_METRIC_GAUGE, "open_streams", "Streams that are open."});
    made.add(-1);
    made.set(7);
    made.observe(3);
    for (const auto odd : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
        made.add(odd);
        made.set(odd);
        made.observe(odd);
    }

    EXPECT_EQ(metrics.names, (std::vector<std::string>{"open_streams"}));
    EXPECT_EQ(metrics.calls, (noted_calls{{"add", -1}, {"set", 7}, {"observe", 3}}));
}

TEST(HostMetrics, TellThePluginWhyAMetricWasRefused) {
    recording_metrics metrics;

    try {
        add_metric(metrics.c(), {SUASOR_METRIC_COUNTER, "taken", "Whatever."});
        FAIL();
    } catch (const error& failure) {
        EXPECT_EQ(failure.status(), SUASOR_E_EXISTS);
        EXPECT_STREQ(failure.what(), "there is a metric taken already");
    }
    EXPECT_EQ(metrics.c()->add(metrics.c(), nullptr, nullptr, nullptr), SUASOR_E_INVALID_ARGUMENT);
}

TEST(HostMetrics, MayBeMissing) {
    const auto host = make_host("test", "1.2.3", {});
    const host_services services(*host->c());

    const auto nobodys = add_metric(services.metrics(), {SUASOR_METRIC_COUNTER, "a_total", "Nothing."});

    EXPECT_EQ(services.metrics(), nullptr);
    nobodys.add(1);
    nobodys.set(1);
    nobodys.observe(1);
}

} // namespace
} // namespace suasor
