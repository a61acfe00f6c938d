// Router, scheduler, migrator and plugins, put together: what serve, migrate and sync have in common.
#pragma once

#include "database/migrator.hpp"
#include "http/router.hpp"
#include "jobs/scheduler.hpp"
#include "log.hpp"
#include "metrics/exposition.hpp"
#include "plugins/plugin_host.hpp"
#include "secret.hpp"

#include <boost/json/object.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sample_host {

struct host_engine_options {
    std::filesystem::path plugins_directory;
    boost::json::object plugin_settings;
    secret conninfo;
    bool intervals = false; ///< whether jobs run when their interval comes round
};

/// The parts in the order in which they depend on each other. Used by one thread.
class host_engine {
  public:
    host_engine(const host_engine_options& options, logger& log);

    /// Stops. If a plugin would not stop, the process ends here: the plugin's threads still use all of this.
    ~host_engine();

    /// Loads the plugins. What the host has registered before wins over a plugin's that equals it. Throws suasor::error
    /// SUASOR_E_NOT_FOUND if their folder cannot be read. Once.
    void load_plugins();

    http::router& router() noexcept { return router_; }
    jobs::scheduler& scheduler() noexcept { return *scheduler_; }
    exposition& metrics() noexcept { return metrics_; }
    plugins::plugin_host& plugins() noexcept { return *plugins_; }

    /// How the database stands to the plugins' migrations; without a look at it what there are. See database::migrator.
    std::vector<database::migration_status> migration_status() { return migrator_->status(); }
    std::vector<database::migrated> migrations() const { return migrator_->migrations(); }

    /// Applies the plugins' migrations. Throws what database::migrator does.
    std::vector<database::migrated> migrate_up() { return migrator_->up(); }
    /// Makes a migrate_up on another thread give up with SUASOR_E_CANCELLED.
    void interrupt_migrations() noexcept { migrator_->interrupt(); }
    std::vector<database::migrated> migrate_down() { return migrator_->down(std::nullopt); }

    /// Starts no more jobs, stops the plugins in order. An HTTP server in front of them must have stopped taking requests and
    /// still run, see plugins::plugin_host::stop. False if a plugin could not be stopped. Tolerates a second call.
    bool stop() noexcept;

  private:
    const std::filesystem::path plugins_directory_;
    std::optional<bool> stopped_;
    http::router router_;
    exposition metrics_;
    std::unique_ptr<jobs::scheduler> scheduler_;
    std::unique_ptr<database::migrator> migrator_;
    std::unique_ptr<plugins::plugin_host> plugins_;
};

} // namespace sample_host
