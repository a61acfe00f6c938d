#include <suasor/plugin.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace suasor {
namespace {

/// What a service's `add` does with a registration: keep it, or destroy it at once and refuse.
template <class Registration>
struct registry {
    suasor_status answer = SUASOR_OK;
    Registration kept{};

    suasor_status add(const Registration& registration, suasor_error* problem) {
        if (answer != SUASOR_OK) {
            registration.destroy(registration.user_data);
            write_error(problem, "refused");
            return answer;
        }
        kept = registration;
        return SUASOR_OK;
    }
    void drop() { kept.destroy(kept.user_data); }
};

struct fake_router : registry<suasor_route> {
    suasor_router_service c{sizeof c, 0, this,
                            [](const suasor_router_service* self, const suasor_route* route, suasor_error* problem) {
                                return static_cast<fake_router*>(self->impl)->add(*route, problem);
                            }};
};

struct fake_scheduler : registry<suasor_job> {
    suasor_scheduler_service c{sizeof c,
                               0,
                               this,
                               [](const suasor_scheduler_service* self, const suasor_job* job, suasor_error* problem) {
                                   return static_cast<fake_scheduler*>(self->impl)->add(*job, problem);
                               },
                               nullptr,
                               nullptr};
};

/// Counts those who hold it, and so whether and how often something was destroyed.
using witness = std::shared_ptr<int>;

suasor_status status_of(const std::function<void()>& call) {
    return guarded(nullptr, call);
}

TEST(AddRoute, LeavesTheHandlerToTheHost) {
    fake_router router;
    const witness held = std::make_shared<int>();

    add_route(router.c, "GET", "/a/:id", [held](const request&, responder) {});
    EXPECT_EQ(held.use_count(), 2);
    router.drop();

    EXPECT_EQ(held.use_count(), 1);
}

TEST(AddRoute, ThrowsAndDestroysTheHandlerOnceWhenRefused) {
    fake_router router;
    router.answer = SUASOR_E_EXISTS;
    const witness held = std::make_shared<int>();

    EXPECT_EQ(status_of([&] { add_route(router.c, "GET", "/a", [held](const request&, responder) {}); }),
              SUASOR_E_EXISTS);

    EXPECT_EQ(held.use_count(), 1);
}

/// A responder that counts its releases and takes nothing.
struct counted_responder {
    int releases = 0;
    suasor_responder c{
        sizeof c, 0,
        this,     nullptr,
        nullptr,  nullptr,
        nullptr,  nullptr,
        nullptr,  [](suasor_responder* self) { ++static_cast<counted_responder*>(self->impl)->releases; }};
};

TEST(AddRoute, ReleasesTheAnswerOfAHandlerThatThrows) {
    fake_router router;
    add_route(router.c, "GET", "/a", [](const request&, responder) { throw std::runtime_error("defect"); });
    counted_responder answer;
    suasor_request empty{};
    empty.struct_size = sizeof empty;

    router.kept.handle(router.kept.user_data, &empty, &answer.c);

    EXPECT_EQ(answer.releases, 1);
    router.drop();
}

TEST(AddRoute, GivesTheHandlerWhatTheRequestHolds) {
    fake_router router;
    std::string seen;
    add_route(router.c, "GET", "/a/:id", [&](const request& asked, responder) {
        seen = std::string(asked.param("id")) + "|" + std::string(asked.query("limit").value_or("none")) + "|" +
               asked.joined_header("accept") + "|" + std::string(asked.header("ACCEPT").value_or("none"));
    });
    const suasor_field id{sizeof id, 0, to_c("id"), to_c("42")};
    const suasor_field json{sizeof json, 0, to_c("Accept"), to_c("application/json")};
    const suasor_field stream{sizeof stream, 0, to_c("accept"), to_c("text/event-stream")};
    const suasor_field* const params[] = {&id};
    const suasor_field* const headers[] = {&json, &stream};
    suasor_request asked{};
    asked.struct_size = sizeof asked;
    asked.params = params;
    asked.param_count = 1;
    asked.headers = headers;
    asked.header_count = 2;
    counted_responder answer;

    router.kept.handle(router.kept.user_data, &asked, &answer.c);

    EXPECT_EQ(seen, "42|none|application/json, text/event-stream|application/json");
    router.drop();
}

class scripted_job final : public job {
  public:
    explicit scripted_job(witness held) : held_(std::move(held)) {}

    prepared_run prepare(const job_request& asked) override {
        if (asked.params == "{}") throw error(SUASOR_E_INVALID_ARGUMENT, "clientID is missing");
        return {SUASOR_PREPARED_CREATED, 42};
    }
    void run(std::uint64_t, const job_context&) override { throw 42; }

  private:
    witness held_;
};

TEST(AddJob, TranslatesCallsAndFailures) {
    fake_scheduler scheduler;
    const witness held = std::make_shared<int>();
    add_job(scheduler.c, "a", "", std::chrono::milliseconds(0), std::make_unique<scripted_job>(held));
    const auto& added = scheduler.kept;
    suasor_job_request asked{sizeof asked, SUASOR_TRIGGER_MANUAL, to_c("[]"), nullptr};
    suasor_prepared_run prepared{sizeof prepared, 0, 0};
    error_buffer problem;

    EXPECT_EQ(added.prepare(added.user_data, &asked, &prepared, problem.c()), SUASOR_OK);
    EXPECT_EQ(prepared.run_id, 42U);
    asked.params = to_c("{}");
    EXPECT_EQ(added.prepare(added.user_data, &asked, &prepared, problem.c()), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(problem.text(), "clientID is missing");
    suasor_job_context context{};
    context.struct_size = sizeof context;
    EXPECT_EQ(added.run(added.user_data, 42, &context, nullptr), SUASOR_E_INTERNAL);

    scheduler.drop();
    EXPECT_EQ(held.use_count(), 1);
}

TEST(AddJob, ThrowsAndDestroysTheJobOnceWhenRefused) {
    fake_scheduler scheduler;
    scheduler.answer = SUASOR_E_CLOSED;
    const witness held = std::make_shared<int>();

    EXPECT_EQ(status_of([&] {
                  add_job(scheduler.c, "a", "", std::chrono::milliseconds(0), std::make_unique<scripted_job>(held));
              }),
              SUASOR_E_CLOSED);

    EXPECT_EQ(held.use_count(), 1);
}

/// A plugin that needs a service which nobody has, and says what becomes of it.
class needy_plugin final : public plugin {
  public:
    explicit needy_plugin(host_services host) : host_(host) { ++alive; }
    ~needy_plugin() override { --alive; }

    void init() override { host_.require<suasor_log_service>("test.nothing/1"); }
    bool shutdown() override { return false; }

    static inline int alive = 0;

  private:
    host_services host_;
};

suasor_host host_without_services(std::uint32_t abi_major) {
    return {sizeof(suasor_host),
            abi_major,
            SUASOR_ABI_MINOR,
            0,
            nullptr,
            to_c("bare"),
            to_c("1"),
            [](const suasor_host*, suasor_string) -> const void* { return nullptr; }};
}

TEST(PluginApi, NamesTheServiceThatIsMissingAndFreesTheInstance) {
    const auto api = make_plugin_api<needy_plugin>("needy", "1.0.0", "");
    const auto host = host_without_services(SUASOR_ABI_MAJOR);
    const suasor_plugin* made = nullptr;
    error_buffer problem;

    ASSERT_EQ(api.create(&host, &made, problem.c()), SUASOR_OK);
    EXPECT_EQ(needy_plugin::alive, 1);
    EXPECT_EQ(made->init(made, problem.c()), SUASOR_E_UNSUPPORTED);
    EXPECT_EQ(problem.text(), "the host bare does not offer test.nothing/1");
    EXPECT_EQ(made->shutdown(made, nullptr), SUASOR_E_BUSY);
    made->destroy(made);

    EXPECT_EQ(needy_plugin::alive, 0);
}

TEST(PluginApi, RefusesAHostOfAnotherMajorAndNamesBoth) {
    const auto api = make_plugin_api<needy_plugin>("needy", "1.0.0", "");
    const auto host = host_without_services(9);
    const suasor_plugin* made = nullptr;
    error_buffer problem;

    EXPECT_EQ(api.create(&host, &made, problem.c()), SUASOR_E_VERSION);

    EXPECT_EQ(made, nullptr);
    EXPECT_EQ(problem.text(), "the plugin was built for interface 1.0, the host has 9.0");
    EXPECT_EQ(needy_plugin::alive, 0);
}

} // namespace
} // namespace suasor
