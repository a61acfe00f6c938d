#ifndef SUASOR_HOST_HPP
#define SUASOR_HOST_HPP

// The host's side of the interface in C++20: implement the services of host/services.hpp, gather them with
// make_host, and hold each plugin as a plugin_instance. Everything here is a thin layer over the C headers, whose
// contracts hold.
//
//     my_log log;
//     my_router router;
//     auto host = suasor::make_host("my-host", "1.0.0", {.log = &log, .router = &router});
//
//     suasor::plugin_instance plugin(suasor::checked_plugin_api(entry()), *host->c());
//     plugin.init();
//     ...
//     plugin.request_stop();
//     if (plugin.shutdown(nullptr)) router.drop_routes();

#include "host.h"
#include "host/checks.hpp"
#include "host/diagnostics.hpp"
#include "host/job_context.hpp"
#include "host/plugin_instance.hpp"
#include "host/registrations.hpp"
#include "host/responder.hpp"
#include "host/services.hpp"

#include <functional>
#include <memory>

namespace suasor {

/// The services that a plugin is offered; NULL where there is none. They must outlive the plugin.
struct offered_services {
    host_log* log = nullptr;
    host_config* config = nullptr;
    host_database* database = nullptr;
    host_migrator* migrator = nullptr;
    host_router* router = nullptr;
    host_scheduler* scheduler = nullptr;
    host_metrics* metrics = nullptr;

    /// Asked for every other id: the extensions of other plugins, or services of the host's own. [any-thread]
    std::function<const void*(std::string_view id)> other = nullptr;
};

/// A suasor_host over a set of services.
class host_instance {
  public:
    host_instance(std::string name, std::string version, offered_services services)
        : name_(std::move(name)), version_(std::move(version)),
          services_(std::move(services)), c_{sizeof(suasor_host), SUASOR_ABI_MAJOR, SUASOR_ABI_MINOR, 0, this,
                                             to_c(name_),         to_c(version_),   &c_get_service} {}
    host_instance(const host_instance&) = delete;
    host_instance& operator=(const host_instance&) = delete;

    const suasor_host* c() const noexcept { return &c_; }

  private:
    template <class Service>
    static const void* table_of(const Service* service) noexcept {
        return service ? service->c() : nullptr;
    }

    const void* find(std::string_view id) const {
        if (id == SUASOR_LOG_SERVICE) return table_of(services_.log);
        if (id == SUASOR_CONFIG_SERVICE) return table_of(services_.config);
        if (id == SUASOR_DATABASE_SERVICE) return table_of(services_.database);
        if (id == SUASOR_MIGRATOR_SERVICE) return table_of(services_.migrator);
        if (id == SUASOR_ROUTER_SERVICE) return table_of(services_.router);
        if (id == SUASOR_SCHEDULER_SERVICE) return table_of(services_.scheduler);
        if (id == SUASOR_METRICS_SERVICE) return table_of(services_.metrics);
        return services_.other ? services_.other(id) : nullptr;
    }

    static const void* c_get_service(const suasor_host* c, suasor_string id) {
        const void* found = nullptr;
        guarded(nullptr, [&] { found = static_cast<const host_instance*>(c->impl)->find(to_view(id)); });
        return found;
    }

    std::string name_;
    std::string version_;
    offered_services services_;
    suasor_host c_;
};

/// Makes the suasor_host that one plugin is given: `make_host(...)->c()`. It must outlive the plugin.
inline std::unique_ptr<host_instance> make_host(std::string name, std::string version, offered_services services) {
    return std::make_unique<host_instance>(std::move(name), std::move(version), std::move(services));
}

} // namespace suasor

#endif
