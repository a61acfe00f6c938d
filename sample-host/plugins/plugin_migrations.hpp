#pragma once

#include "database/migrator.hpp"
#include "plugins/plugin_scope.hpp"

#include <suasor/host/services.hpp>

// suasor.migrator/1: a plugin's migrations, on their way to the host's migrator.
namespace sample_host::plugins {

class plugin_migrations final : public suasor::host_migrator {
  public:
    plugin_migrations(plugin_scope& scope, database::migrator& migrator) : scope_(scope), migrator_(migrator) {}

    void add(suasor::owned_migration added) override {
        scope_.require_registering();
        migrator_.add({scope_.name, added.version(), added.name(), to_steps(added.up()), to_steps(added.down())});
    }

    void drop() noexcept { migrator_.forget(scope_.name); }

  private:
    static std::vector<database::migration_step> to_steps(const std::vector<suasor::owned_step>& source) {
        std::vector<database::migration_step> steps;
        for (const auto& step : source)
            steps.push_back({step.sql, step.transactional});
        return steps;
    }

    plugin_scope& scope_;
    database::migrator& migrator_;
};

} // namespace sample_host::plugins
