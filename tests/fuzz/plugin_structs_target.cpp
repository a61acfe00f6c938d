// The structs that a host hands to a plugin: cut off where they say themselves that they end, with pointers to nothing -> read to
// their end, or refused; and every answer is given back once.

#include "fuzz/struct_recipe.hpp"
#include "plugin/http_api/route_query.hpp"

#include <suasor/plugin.hpp>

#include <array>

namespace {

using namespace suasor::fuzz;

suasor_status keep(void* where, const void* registration, std::size_t size) {
    std::memcpy(where, registration, size);
    return SUASOR_OK;
}

// What the wrapper registers, kept as a host would.
struct kept_route {
    kept_route() {
        const suasor_router_service router{
            sizeof router, 0, this, [](const suasor_router_service* self, const suasor_route* route, suasor_error*) {
                return keep(&static_cast<kept_route*>(self->impl)->c, route, sizeof *route);
            }};
        suasor::add_route(router, "GET", "/a/:id", [](const suasor::request& asked, const suasor::responder&) {
            static_cast<void>(media_sync::query_of_run(asked));
            static_cast<void>(media_sync::query_of_list(asked));
            require(asked.joined_header("Accept").size() <= 1000, "a header is longer than what was sent");
        });
    }
    ~kept_route() { c.destroy(c.user_data); }

    suasor_route c{};
};

struct obedient_job final : suasor::job {
    suasor::prepared_run prepare(const suasor::job_request& asked) override {
        require(asked.params.size() <= 1000, "parameters are longer than what was sent");
        return {SUASOR_PREPARED_CREATED, 42};
    }
    void run(std::uint64_t, const suasor::job_context& context) override {
        static_cast<void>(context.cancel_requested());
        static_cast<void>(context.wait_cancel(std::chrono::milliseconds(-1)));
        context.progress(50, 1, std::nullopt, "half");
    }
};

struct kept_job {
    kept_job() {
        const suasor_scheduler_service scheduler{
            sizeof scheduler,
            0,
            this,
            [](const suasor_scheduler_service* self, const suasor_job* job, suasor_error*) {
                return keep(&static_cast<kept_job*>(self->impl)->c, job, sizeof *job);
            },
            nullptr,
            nullptr};
        suasor::add_job(scheduler, "a", "", std::chrono::milliseconds(0), std::make_unique<obedient_job>());
    }
    ~kept_job() { c.destroy(c.user_data); }

    suasor_job c{};
};

// A responder that counts how often it is given back. What sends through it is beyond what this target gives it.
struct counted_responder {
    explicit counted_responder(struct_recipe& said)
        : cut({0, 0, this, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
               [](suasor_responder* self) { ++static_cast<counted_responder*>(self->impl)->released; }},
              said.size(sizeof(suasor_responder))) {}

    int released = 0;
    cut_struct<suasor_responder> cut;
};

void handle_request(struct_recipe& said) {
    static const kept_route route;
    const cut_struct<suasor_principal> who({0, said.byte(), said.number()}, said.size(sizeof(suasor_principal)));
    const auto field = [&] { return make_field(said); };
    const struct_list<suasor_field> params(said, field);
    const struct_list<suasor_field> query(said, field);
    const struct_list<suasor_field> headers(said, field);
    const suasor_request request{0,
                                 0,
                                 said.text(),
                                 said.text(),
                                 said.text(),
                                 said.text(),
                                 said.maybe(who.get()),
                                 params.data(),
                                 params.size(),
                                 query.data(),
                                 query.size(),
                                 headers.data(),
                                 headers.size()};
    const cut_struct<suasor_request> cut(request, said.size(sizeof request));
    counted_responder answer(said);
    auto* handed_over = said.maybe(answer.cut.get());
    route.c.handle(route.c.user_data, said.maybe(cut.get()), handed_over);

    const bool whole = handed_over && handed_over->struct_size >= sizeof *handed_over;
    require(answer.released == (whole ? 1 : 0), "an answer is not given back once");
}

void run_job(struct_recipe& said) {
    static const kept_job job;
    const cut_struct<suasor_principal> who({0, said.byte(), said.number()}, said.size(sizeof(suasor_principal)));
    const suasor_job_request request{0, static_cast<std::int32_t>(said.byte()), said.text(), said.maybe(who.get())};
    const cut_struct<suasor_job_request> asked(request, said.size(sizeof request));
    const cut_struct<suasor_prepared_run> prepared({0, 0, 0}, said.size(sizeof(suasor_prepared_run)));
    job.c.prepare(job.c.user_data, said.maybe(asked.get()), said.maybe(prepared.get()), nullptr);

    const suasor_job_context context{
        0,
        0,
        nullptr,
        [](const suasor_job_context*) { return std::int32_t{SUASOR_CANCEL_NONE}; },
        [](const suasor_job_context*, std::uint32_t) { return std::int32_t{SUASOR_CANCEL_NONE}; },
        [](const suasor_job_context*, std::int32_t, std::int64_t, std::int64_t, suasor_string) {}};
    const cut_struct<suasor_job_context> cut(context, said.size(sizeof context));
    job.c.run(job.c.user_data, 1, said.maybe(cut.get()), nullptr);
}

// A plugin that looks at everything that its host offers.
struct curious_plugin final : suasor::plugin {
    explicit curious_plugin(suasor::host_services host) : host_(host) {}

    void init() override {
        static_cast<void>(host_.log());
        static_cast<void>(host_.config());
        static_cast<void>(host_.database());
        static_cast<void>(host_.scheduler());
    }

  private:
    suasor::host_services host_;
};

void create_plugin(struct_recipe& said) {
    static constexpr auto api = suasor::make_plugin_api<curious_plugin>("curious", "1.0.0", "");
    struct offered {
        cut_struct<suasor_log_service> log;
        cut_struct<suasor_config_service> config;
        cut_struct<suasor_database_service> database;
        cut_struct<suasor_scheduler_service> scheduler;
    };
    offered services{{{}, said.size(sizeof(suasor_log_service))},
                     {{}, said.size(sizeof(suasor_config_service))},
                     {{}, said.size(sizeof(suasor_database_service))},
                     {{}, said.size(sizeof(suasor_scheduler_service))}};
    const auto get_service = [](const suasor_host* self, suasor_string id) -> const void* {
        const auto& offers = *static_cast<offered*>(self->impl);
        const auto name = suasor::to_view(id);
        if (name == SUASOR_LOG_SERVICE) return offers.log.get();
        if (name == SUASOR_CONFIG_SERVICE) return offers.config.get();
        if (name == SUASOR_DATABASE_SERVICE) return offers.database.get();
        return name == SUASOR_SCHEDULER_SERVICE ? offers.scheduler.get() : nullptr;
    };
    const suasor_host host{0,           said.flag() ? std::uint32_t{SUASOR_ABI_MAJOR} : said.byte(),
                           said.byte(), 0,
                           &services,   said.text(),
                           said.text(), said.maybe<const void* (*)(const suasor_host*, suasor_string)>(get_service)};
    const cut_struct<suasor_host> cut(host, said.size(sizeof host));
    const suasor_plugin* made = nullptr;
    const auto status = api.create(said.maybe(cut.get()), said.maybe(&made), nullptr);
    require((status == SUASOR_OK) == (made != nullptr), "a plugin is made and refused");
    if (!made) return;
    made->init(made, nullptr);
    made->destroy(made);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::array k_calls{&handle_request, &run_job, &create_plugin};
    input given(data, size);
    struct_recipe said(given);
    while (!given.empty())
        k_calls[given.byte() % k_calls.size()](said);
    return 0;
}
