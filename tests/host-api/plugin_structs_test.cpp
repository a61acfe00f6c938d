#include "host_wrapper_guard_page.hpp"

#include <suasor/host.hpp>
#include <suasor/plugin.hpp>

#include <gtest/gtest.h>

#include <map>

// What a plugin makes of a host's structs that are smaller than they have to be, or not there.
namespace suasor {
namespace {

using testing::cut_off;

/// The first `size` bytes, and the struct says so.
template <class Struct>
cut_off<Struct> cut(Struct whole, std::uint32_t size) {
    whole.struct_size = size;
    return {whole, size};
}

struct keeping_router final : host_router {
    void add(owned_route) override {}
};

class RequestStructs : public ::testing::Test {
  protected:
    RequestStructs() {
        add_route(router_, "GET", "/a/:id", [this](const request& asked, responder answer) {
            ++handled_;
            static_cast<void>(asked.param("id"));
            static_cast<void>(answer);
        });
    }
    ~RequestStructs() override { route_.destroy(route_.user_data); }

    void handle(const suasor_request* asked) { route_.handle(route_.user_data, asked, &answer_); }

    /// Whether a request is given back without having reached the handler.
    bool refuses(const suasor_request* asked) {
        const auto handled = handled_;
        const auto released = released_;
        handle(asked);
        return handled_ == handled && released_ == released + 1;
    }

    int handled_ = 0;
    int released_ = 0;
    suasor_route route_{};
    const suasor_router_service router_{
        sizeof router_, 0, this, [](const suasor_router_service* self, const suasor_route* route, suasor_error*) {
            static_cast<RequestStructs*>(self->impl)->route_ = *route;
            return suasor_status{SUASOR_OK};
        }};
    suasor_responder answer_{
        sizeof answer_, 0,
        this,           nullptr,
        nullptr,        nullptr,
        nullptr,        nullptr,
        nullptr,        [](suasor_responder* self) {
                                 ++static_cast<RequestStructs*>(self->impl)->released_; }};
    const suasor_field id_{sizeof id_, 0, to_c("id"), to_c("7")};
    const suasor_field* const fields_[1] = {&id_};
    const suasor_principal alice_{sizeof alice_, 0, 1};
    const suasor_request whole_{
        sizeof whole_, 0, to_c("GET"), to_c("/a/7"), to_c(""), to_c("r1"), &alice_, fields_, 1, fields_, 1, fields_, 1};
};

TEST_F(RequestStructs, AreReadToTheEndThatTheyGiveAndNoFurther) {
    EXPECT_FALSE(refuses(&whole_));
    for (std::uint32_t size = 8; size < sizeof whole_; size += 8)
        EXPECT_TRUE(refuses(cut(whole_, size).get())) << size;
    EXPECT_TRUE(refuses(nullptr));
}

TEST_F(RequestStructs, DoNotMakeAnybodyOfAPrincipalThatIsCutOff) {
    const auto claims_to_be_admin = cut(suasor_principal{0, 1, 1}, 8);
    auto asked = whole_;
    asked.principal = claims_to_be_admin.get();

    EXPECT_TRUE(refuses(&asked));
}

TEST_F(RequestStructs, NeedAllTheirFields) {
    const auto half = cut(id_, 8);
    const suasor_field* const missing[] = {nullptr};
    const suasor_field* const cut_fields[] = {half.get()};

    for (const auto* const* fields : {missing, cut_fields, static_cast<const suasor_field* const*>(nullptr)}) {
        for (const auto list : {&suasor_request::params, &suasor_request::query, &suasor_request::headers}) {
            auto asked = whole_;
            asked.*list = fields;
            EXPECT_TRUE(refuses(&asked));
        }
    }
}

TEST_F(RequestStructs, AreNotHandledWithoutAnAnswerToGive) {
    auto half = cut(answer_, 16);

    route_.handle(route_.user_data, &whole_, half.get());
    route_.handle(route_.user_data, &whole_, nullptr);

    EXPECT_EQ(handled_, 0);
}

TEST_F(RequestStructs, TakeATextThatIsNullForNone) {
    auto asked = whole_;
    asked.method = asked.path = asked.body = {nullptr, 5};

    EXPECT_FALSE(refuses(&asked));
    EXPECT_EQ(request(asked).body(), "");
}

class counting_job final : public job {
  public:
    explicit counting_job(int& calls) : calls_(calls) {}
    prepared_run prepare(const job_request&) override {
        ++calls_;
        return {SUASOR_PREPARED_CREATED, 42};
    }
    void run(std::uint64_t, const job_context&) override { ++calls_; }

  private:
    int& calls_;
};

class JobStructs : public ::testing::Test {
  protected:
    JobStructs() { add_job(scheduler_, "a", "", std::chrono::milliseconds(0), std::make_unique<counting_job>(calls_)); }
    ~JobStructs() override { job_.destroy(job_.user_data); }

    suasor_status prepare(const suasor_job_request* asked, suasor_prepared_run* made) {
        return job_.prepare(job_.user_data, asked, made, nullptr);
    }

    int calls_ = 0;
    suasor_job job_{};
    const suasor_scheduler_service scheduler_{
        sizeof scheduler_,
        0,
        this,
        [](const suasor_scheduler_service* self, const suasor_job* job, suasor_error*) {
            static_cast<JobStructs*>(self->impl)->job_ = *job;
            return suasor_status{SUASOR_OK};
        },
        nullptr,
        nullptr};
    const suasor_job_request asked_{sizeof asked_, SUASOR_TRIGGER_MANUAL, to_c("{}"), nullptr};
    suasor_prepared_run made_{sizeof made_, 0, 0};
};

TEST_F(JobStructs, AreReadToTheEndThatTheyGiveAndNoFurther) {
    for (std::uint32_t size = 8; size < sizeof asked_; size += 8)
        EXPECT_EQ(prepare(cut(asked_, size).get(), &made_), SUASOR_E_INVALID_ARGUMENT) << size;
    EXPECT_EQ(prepare(nullptr, &made_), SUASOR_E_INVALID_ARGUMENT);

    auto half = cut(made_, 8);
    EXPECT_EQ(prepare(&asked_, half.get()), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(prepare(&asked_, nullptr), SUASOR_E_INVALID_ARGUMENT);

    const suasor_job_context context{};
    for (std::uint32_t size = 8; size < sizeof context; size += 8)
        EXPECT_EQ(job_.run(job_.user_data, 1, cut(context, size).get(), nullptr), SUASOR_E_INVALID_ARGUMENT) << size;
    EXPECT_EQ(job_.run(job_.user_data, 1, nullptr, nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(calls_, 0);
}

TEST_F(JobStructs, DoNotTakeAPrincipalThatIsCutOffForTheHostItself) {
    const auto half = cut(suasor_principal{0, 1, 1}, 8);
    auto asked = asked_;
    asked.principal = half.get();

    EXPECT_EQ(prepare(&asked, &made_), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(calls_, 0);
}

struct idle_plugin final : plugin {
    explicit idle_plugin(host_services) {}
    void init() override {}
};

TEST(HostStructs, AreReadToTheEndThatTheyGiveAndNoFurther) {
    const auto api = make_plugin_api<idle_plugin>("idle", "1.0.0", "");
    const suasor_host whole{sizeof whole,     SUASOR_ABI_MAJOR,
                            SUASOR_ABI_MINOR, 0,
                            nullptr,          to_c("host"),
                            to_c("1"),        [](const suasor_host*, suasor_string) -> const void* { return nullptr; }};
    const suasor_plugin* made = nullptr;

    for (std::uint32_t size = 8; size < sizeof whole; size += 8)
        EXPECT_EQ(api.create(cut(whole, size).get(), &made, nullptr), SUASOR_E_INVALID_ARGUMENT) << size;
    EXPECT_EQ(api.create(nullptr, &made, nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(api.create(&whole, nullptr, nullptr), SUASOR_E_INVALID_ARGUMENT);
    EXPECT_EQ(made, nullptr);
}

TEST(HostStructs, OfAServiceAreRefusedWhenTheyAreCutOff) {
    using offers = std::map<std::string_view, const void*>;
    const auto log = cut(suasor_log_service{}, 16);
    const auto scheduler = cut(suasor_scheduler_service{}, sizeof(suasor_scheduler_service) - 8);
    const keeping_router router;
    offers offered{{SUASOR_LOG_SERVICE, log.get()},
                   {SUASOR_SCHEDULER_SERVICE, scheduler.get()},
                   {SUASOR_ROUTER_SERVICE, router.c()}};
    const suasor_host host{
        sizeof host,
        SUASOR_ABI_MAJOR,
        SUASOR_ABI_MINOR,
        0,
        &offered,
        to_c("host"),
        to_c("1"),
        [](const suasor_host* self, suasor_string id) { return (*static_cast<offers*>(self->impl))[to_view(id)]; }};
    const host_services services(host);

    EXPECT_THROW(services.log(), error);
    EXPECT_THROW(services.scheduler(), error);
    EXPECT_EQ(&services.router(), router.c());
}

} // namespace
} // namespace suasor
