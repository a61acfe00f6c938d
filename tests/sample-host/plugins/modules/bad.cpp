// Plugins that break the contract, each in the way that its definition says: SUASOR_TEST_WRONG_MAGIC, ...
#include <suasor/entry.h>

#include <suasor/router.h>

#include <stdexcept>

namespace {

[[maybe_unused]] suasor_status throw_in_init(const suasor_plugin*, suasor_error*) {
    throw std::runtime_error("thrown out of init");
}

void throw_in_handler(void*, const suasor_request*, suasor_responder*) {
    throw std::runtime_error("thrown out of a handler");
}

const suasor_host* the_host = nullptr;

[[maybe_unused]] suasor_status add_throwing_route(const suasor_plugin*, suasor_error* error) {
    const auto* router = static_cast<const suasor_router_service*>(
        the_host->get_service(the_host, {SUASOR_ROUTER_SERVICE, sizeof SUASOR_ROUTER_SERVICE - 1}));
    const suasor_route route{sizeof route, 0, {"GET", 3}, {"/throws", 7}, nullptr, &throw_in_handler, nullptr};
    return router->add(router, &route, error);
}

const void* no_extension(const suasor_plugin*, suasor_string) {
    return nullptr;
}
void nothing(const suasor_plugin*) {}
suasor_status stop(const suasor_plugin*, suasor_error*) {
    return SUASOR_OK;
}

#if defined(SUASOR_TEST_THROWS_IN_HANDLER)
constexpr auto init = &add_throwing_route;
#else
constexpr auto init = &throw_in_init;
#endif

const suasor_plugin instance{sizeof(suasor_plugin), 0, nullptr, init, &no_extension, &nothing, &stop, &nothing};

suasor_status create(const suasor_host* host, const suasor_plugin** made, suasor_error*) {
#if defined(SUASOR_TEST_THROWS_IN_CREATE)
    throw 42;
#endif
    the_host = host;
    *made = &instance;
    return SUASOR_OK;
}

constexpr suasor_plugin_api table() {
    suasor_plugin_api api{
        SUASOR_PLUGIN_MAGIC, sizeof(suasor_plugin_api), SUASOR_ABI_MAJOR, SUASOR_ABI_MINOR, {"bad", 3},
        {"1.0.0", 5},        {"breaks it", 9},          &create};
#if defined(SUASOR_TEST_WRONG_MAGIC)
    api.magic = 0x12345678;
#elif defined(SUASOR_TEST_NEWER_MAJOR)
    api.abi_major = 7;
    api.struct_size = 4096;
#elif defined(SUASOR_TEST_SMALL_TABLE)
    api.struct_size = 32;
#elif defined(SUASOR_TEST_BAD_NAME)
    api.name = {"B/d", 3};
#endif
    return api;
}

constexpr suasor_plugin_api api = table();

} // namespace

const suasor_plugin_api* suasor_plugin_entry() {
#if defined(SUASOR_TEST_RETURNS_NOTHING)
    return nullptr;
#endif
    return &api;
}
