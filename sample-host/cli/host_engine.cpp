#include "cli/host_engine.hpp"

#include <suasor/types.hpp>

#include <cstdlib>

namespace sample_host {

host_engine::host_engine(const host_engine_options& options, logger& log)
    : plugins_directory_(options.plugins_directory),
      scheduler_(jobs::create_scheduler({.intervals = options.intervals}, log)),
      migrator_(database::create_migrator(options.conninfo, log)),
      plugins_(plugins::create_plugin_host(
          {.log = log, .router = router_, .scheduler = *scheduler_, .migrator = *migrator_, .metrics = metrics_},
          {.settings = options.plugin_settings, .connection_string = options.conninfo})) {}

void host_engine::load_plugins() {
    try {
        plugins_->load(plugins_directory_);
    } catch (const std::filesystem::filesystem_error& problem) {
        throw suasor::error(SUASOR_E_NOT_FOUND, "the plugins' folder " + plugins_directory_.string() +
                                                    " cannot be read: " + problem.code().message());
    }
}

host_engine::~host_engine() {
    // A plugin that would not stop has threads which still use all of this; a private PostgreSQL is adopted next time.
    if (!stop()) std::_Exit(EXIT_FAILURE);
}

bool host_engine::stop() noexcept {
    if (!stopped_) stopped_ = plugins_->stop();
    return *stopped_;
}

} // namespace sample_host
