#include "plugins/attached_plugin.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace sample_host::plugins {
namespace {

constexpr auto k_host_name = "suasor-host";
constexpr auto k_host_version = SUASOR_HOST_VERSION;

std::string settings_of(const std::string& plugin, const boost::json::object& all) {
    const auto* section = all.if_contains(plugin);
    if (!section) return "{}";
    if (!section->is_object())
        throw suasor::error(SUASOR_E_INVALID_ARGUMENT, "the settings of " + plugin + " must be a JSON object");
    return boost::json::serialize(*section);
}

} // namespace

attached_plugin::attached_plugin(plugin_file file, const host_parts& parts, const plugin_host_options& options,
                                 extension_finder find_extension)
    : file_(std::move(file)), scope_(std::string(suasor::to_view(file_.api().name)), parts.log), log_(scope_),
      config_(settings_of(scope_.name, options.settings)),
      database_(options.connection_string.reveal(), options.pool_size), migrations_(scope_, parts.migrator),
      routes_(scope_, parts.router), jobs_(scope_, parts.scheduler), metrics_(scope_, parts.metrics),
      host_(suasor::make_host(k_host_name, k_host_version,
                              {.log = &log_,
                               .config = &config_,
                               .database = &database_,
                               .migrator = &migrations_,
                               .router = &routes_,
                               .scheduler = &jobs_,
                               .metrics = &metrics_,
                               .other = std::move(find_extension)})) {
    if (!options.unload) file_.stay_mapped();

    instance_ = std::make_unique<suasor::plugin_instance>(file_.api(), *host_->c());
    scope_.registering = true;
    try {
        instance_->init();
    } catch (const suasor::error&) {
        scope_.registering = false;
        scope_.calls.close();
        routes_.withdraw();
        jobs_.drop();
        migrations_.drop();
        throw;
    }
    scope_.registering = false;
}

attached_plugin::~attached_plugin() = default;

plugin_description attached_plugin::describe() const {
    const auto& api = file_.api();
    return {scope_.name,
            std::string(suasor::to_view(api.version)),
            std::string(suasor::to_view(api.description)),
            file_.path(),
            routes_.describe(),
            jobs_.describe()};
}

const void* attached_plugin::get_extension(std::string_view id) {
    const auto pass = scope_.calls.enter();
    return pass ? instance_->get_extension(id) : nullptr;
}

bool attached_plugin::wait_until_idle(std::chrono::steady_clock::time_point deadline) noexcept {
    return scope_.calls.wait_until_empty(deadline);
}

bool attached_plugin::shutdown() noexcept {
    std::string reason;
    if (!instance_->shutdown(&reason)) {
        scope_.log.error(fmt::format("plugin not stopped plugin={} reason=\"{}\"", scope_.name, reason));
        return false;
    }
    if (const auto left = scope_.calls.in_flight()) {
        scope_.log.error(
            fmt::format("plugin not stopped plugin={} reason=\"{} calls or answers did not end\"", scope_.name, left));
        return false;
    }
    return true;
}

void attached_plugin::drop_registrations() noexcept {
    routes_.drop();
    jobs_.drop();
    migrations_.drop();
}

} // namespace sample_host::plugins
