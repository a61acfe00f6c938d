#pragma once

#include "plugins/plugin_file.hpp"
#include "plugins/plugin_host.hpp"
#include "plugins/plugin_jobs.hpp"
#include "plugins/plugin_log.hpp"
#include "plugins/plugin_metrics.hpp"
#include "plugins/plugin_migrations.hpp"
#include "plugins/plugin_routes.hpp"
#include "plugins/plugin_scope.hpp"

#include <suasor/host.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

// One plugin in use: its file, the services that it was given, what it registered, and its instance.
namespace sample_host::plugins {

class attached_plugin {
  public:
    /// Finds an extension of any plugin.
    using extension_finder = std::function<const void*(std::string_view id)>;

    /// Creates and initialises the plugin. Throws suasor::error, and then nothing of it is left.
    attached_plugin(plugin_file file, const host_parts& parts, const plugin_host_options& options,
                    extension_finder find_extension);
    ~attached_plugin();

    plugin_description describe() const;
    const std::string& name() const noexcept { return scope_.name; }

    /// NULL if it has none of that id, or is stopping. [any-thread]
    const void* get_extension(std::string_view id);

    /// @name The steps of suasor/plugin.h, in their order.
    void close() noexcept { scope_.calls.close(); }
    void request_stop() noexcept { instance_->request_stop(); }
    bool wait_until_idle(std::chrono::steady_clock::time_point deadline) noexcept;
    /// False if the plugin, or a call into it, could not be stopped: then drop_registrations and the destructor must not
    /// be called any more.
    bool shutdown() noexcept;
    void drop_registrations() noexcept;
    /// @}

  private:
    plugin_file file_;
    plugin_scope scope_;
    plugin_log log_;
    suasor::host_config config_;
    suasor::host_database database_;
    plugin_migrations migrations_;
    plugin_routes routes_;
    plugin_jobs jobs_;
    plugin_metrics metrics_;
    std::unique_ptr<suasor::host_instance> host_;
    std::unique_ptr<suasor::plugin_instance> instance_;
};

} // namespace sample_host::plugins
