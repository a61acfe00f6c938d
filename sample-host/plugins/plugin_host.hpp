#pragma once

#include "database/migrator.hpp"
#include "http/router.hpp"
#include "jobs/scheduler.hpp"
#include "log.hpp"
#include "metrics/exposition.hpp"
#include "secret.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// Loads plugins, gives them the host's services, and leads them through their life in the order of suasor/plugin.h.
namespace sample_host::plugins {

/// What plugins attach to. All of it must outlive the plugin host.
struct host_parts {
    logger& log;
    http::router& router;
    jobs::scheduler& scheduler;
    database::migrator& migrator;
    exposition& metrics;
};

struct plugin_host_options {
    /// The settings of each plugin under its name: {"suasor_media_sync": {...}}.
    boost::json::object settings;
    secret connection_string;    ///< libpq's
    std::uint32_t pool_size = 8; ///< connections that each plugin may keep
    std::chrono::milliseconds drain_timeout{std::chrono::seconds(20)};
    /// Whether a plugin's file is unmapped after it has been destroyed.
    bool unload = false;
};

struct plugin_description {
    std::string name;
    std::string version;
    std::string description;
    std::filesystem::path file;
    std::vector<std::string> routes = {}; ///< "GET /api/v1/jobs/active"
    std::vector<jobs::job_description> jobs = {};
};

/// A file that is no plugin in use.
struct refused_plugin {
    std::filesystem::path file;
    std::string reason; ///< and, behind the last semicolon, the way out
};

/// All calls but find_extension come from one thread.
class plugin_host {
  public:
    virtual ~plugin_host() = default;

    /// Creates and initialises every plugin of a directory, in the order of their file names, then closes registration.
    /// A plugin that cannot be used costs one line in the log that names the file, the reason and the way out, and leaves
    /// nothing behind. Called once. Throws std::filesystem::filesystem_error if the directory cannot be read.
    virtual void load(const std::filesystem::path& directory) = 0;

    /// The plugins that are in use.
    virtual std::vector<plugin_description> plugins() const = 0;

    /// What load could not use.
    virtual std::vector<refused_plugin> refused() const = 0;

    /// The extension of the first plugin that has it, or NULL. Valid until stop. [any-thread]
    virtual const void* find_extension(std::string_view id) const noexcept = 0;

    /// Steps a to f of suasor/plugin.h. False if a plugin could not be stopped; then it is never destroyed nor unmapped, and
    /// what it was given stays valid for as long as the process. Tolerates a second call, which
    /// answers like the first.
    ///
    /// The host's own HTTP server must still be running: open answers are closed by their plugins during step b and c.
    /// Who still uses an extension must have ended before. After false the process should end with std::_Exit, because a
    /// plugin's threads may still use what main would destroy.
    virtual bool stop() noexcept = 0;
};

/// The destructor stops. A typical life: load, migrator.up(), scheduler.start(), serve; then stop.
std::unique_ptr<plugin_host> create_plugin_host(host_parts parts, plugin_host_options options);

} // namespace sample_host::plugins
