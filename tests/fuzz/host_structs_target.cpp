// The structs that a plugin hands to a host: cut off where they say themselves that they end, with pointers to nothing -> taken
// over, or refused; and what they brought is destroyed once in either case.

#include "fuzz/struct_recipe.hpp"

#include <suasor/host.hpp>

#include <array>

namespace {

using namespace suasor::fuzz;

// How often the user_data of a registration was destroyed.
struct life {
    int destroyed = 0;
    static void end(void* self) { ++static_cast<life*>(self)->destroyed; }
};

/// Takes a registration over, if it can be. Its data is destroyed once if the struct goes as far as its end, where it says how.
template <class Registration, class Struct>
void take_over(struct_recipe& said, Struct source) {
    life data;
    source.user_data = &data;
    source.destroy = said.maybe(&life::end);
    const auto size = said.size(sizeof source);
    const cut_struct<Struct> cut(source, size);
    const auto* handed_over = said.maybe(cut.get());
    suasor::guarded(nullptr, [&] {
        Registration taken(handed_over);
        Registration moved(std::move(taken));
        require(data.destroyed == 0, "data is destroyed while it is in use");
    });
    const bool owned = handed_over && size >= sizeof source && source.destroy;
    require(data.destroyed == (owned ? 1 : 0), "data is not destroyed once");
}

void add_route(struct_recipe& said) {
    const suasor_route route{0,           0,       said.text(),
                             said.text(), nullptr, said.maybe(+[](void*, const suasor_request*, suasor_responder*) {}),
                             nullptr};
    take_over<suasor::owned_route>(said, route);
}

void add_job(struct_recipe& said) {
    const suasor_job job{0,
                         0,
                         said.text(),
                         said.text(),
                         said.number(),
                         nullptr,
                         said.maybe(+[](void*, const suasor_job_request*, suasor_prepared_run*,
                                        suasor_error*) -> suasor_status { return SUASOR_OK; }),
                         said.maybe(+[](void*, std::uint64_t, const suasor_job_context*,
                                        suasor_error*) -> suasor_status { return SUASOR_OK; }),
                         nullptr};
    take_over<suasor::owned_job>(said, job);
}

void listen(struct_recipe& said) {
    const suasor_responder_listener listener{0,      0, nullptr, said.maybe(+[](void*) {}), said.maybe(+[](void*) {}),
                                             nullptr};
    take_over<suasor::owned_listener>(said, listener);
}

void add_migration(struct_recipe& said) {
    const auto make_step = [&] { return suasor_migration_step{0, said.byte(), said.text()}; };
    const struct_list<suasor_migration_step> up(said, make_step);
    const struct_list<suasor_migration_step> down(said, make_step);
    const suasor_migration migration{
        0, static_cast<std::uint32_t>(said.byte()), said.text(), up.data(), up.size(), down.data(), down.size()};
    const cut_struct<suasor_migration> cut(migration, said.size(sizeof migration));
    suasor::guarded(nullptr, [&] { suasor::owned_migration taken(said.maybe(cut.get())); });
}

void add_metric(struct_recipe& said) {
    const struct_list<suasor_field> labels(said, [&] { return make_field(said); });
    std::array<double, 3> bounds;
    for (auto& bound : bounds) {
        const auto bits = said.number();
        std::memcpy(&bound, &bits, sizeof bound);
    }
    const suasor_metric metric{0,
                               static_cast<std::int32_t>(said.byte() % 5),
                               said.text(),
                               said.text(),
                               labels.data(),
                               labels.size(),
                               said.maybe(bounds.data()),
                               static_cast<std::size_t>(said.byte() % 4)};
    const cut_struct<suasor_metric> cut(metric, said.size(sizeof metric));
    suasor::guarded(nullptr, [&] { suasor::owned_metric taken(said.maybe(cut.get())); });
}

class silent_responder final : public suasor::host_responder {
  public:
    suasor_status send(const suasor::response_head& head, std::string_view) override { return begin(head); }
    suasor_status listen(std::shared_ptr<suasor::owned_listener>) override { return SUASOR_OK; }
    suasor_status begin(const suasor::response_head& head) override {
        require(head.status >= 200 && head.status <= 599, "an answer has a status that is none");
        return SUASOR_OK;
    }
    suasor_status write(std::string_view) override { return SUASOR_OK; }
    suasor_status end() override { return SUASOR_OK; }
    void abort() override {}
};

void answer(struct_recipe& said) {
    auto* responder = (new silent_responder)->c();
    const struct_list<suasor_field> headers(said, [&] { return make_field(said); });
    const suasor_response_head head{0, static_cast<std::int32_t>(said.number()), headers.data(), headers.size()};
    const cut_struct<suasor_response_head> cut(head, said.size(sizeof head));
    responder->send(responder, said.maybe(cut.get()), said.text());
    responder->begin(responder, said.maybe(cut.get()));
    responder->write(responder, said.text());
    responder->listen(responder, nullptr);
    responder->release(responder);
}

// What a host makes of the table of a plugin, and of an error that is to be written to.
void load(struct_recipe& said) {
    const suasor_plugin_api api{said.flag() ? std::uint32_t{SUASOR_PLUGIN_MAGIC} : said.byte(),
                                0,
                                said.flag() ? std::uint32_t{SUASOR_ABI_MAJOR} : said.byte(),
                                said.byte(),
                                said.text(),
                                said.text(),
                                said.text(),
                                said.maybe(+[](const suasor_host*, const suasor_plugin**,
                                               suasor_error*) -> suasor_status { return SUASOR_OK; })};
    // What comes before the name is there in every version.
    const cut_struct<suasor_plugin_api> cut(api, said.size(sizeof api), offsetof(suasor_plugin_api, name));
    suasor::guarded(nullptr, [&] { suasor::checked_plugin_api(said.maybe(cut.get())); });
}

void write_error(struct_recipe& said) {
    const auto room = said.byte() % 16;
    const auto text = std::make_unique<char[]>(static_cast<std::size_t>(room));
    const suasor_error error{0, 0, said.maybe(text.get()), static_cast<std::size_t>(room), 0};
    const cut_struct<suasor_error> cut(error, said.size(sizeof error));
    suasor::write_error(said.maybe(cut.get()), suasor::to_view(said.text()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::array k_calls{&add_route,  &add_job, &listen, &add_migration,
                                 &add_metric, &answer,  &load,   &write_error};
    input given(data, size);
    struct_recipe said(given);
    while (!given.empty())
        k_calls[given.byte() % k_calls.size()](said);
    return 0;
}
