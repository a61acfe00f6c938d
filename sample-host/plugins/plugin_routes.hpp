#pragma once

#include "http/router.hpp"
#include "plugins/plugin_scope.hpp"

#include <suasor/host/services.hpp>

#include <memory>
#include <string>
#include <vector>

// suasor.router/1: a plugin's routes in the host's router.
namespace sample_host::plugins {

class gated_route;

class plugin_routes final : public suasor::host_router {
  public:
    plugin_routes(plugin_scope& scope, http::router& router);
    ~plugin_routes() override;

    void add(suasor::owned_route added) override;

    /// "GET /path/:id" for each, in the order of adding.
    std::vector<std::string> describe() const;

    /// Destroys the routes; none of them may be in flight. What stays in the router answers 503, because a router must not
    /// change while a server reads it.
    void drop() noexcept;

    /// Also takes them out of the router. Only while no server reads it.
    void withdraw() noexcept;

  private:
    plugin_scope& scope_;
    http::router& router_;
    std::vector<std::shared_ptr<gated_route>> routes_;
};

} // namespace sample_host::plugins
