#include "cli/host_engine.hpp"

#include <suasor/types.hpp>

namespace sample_host {

host_engine::host_engine(const host_engine_options& options, logger& log)
    : scheduler_(jobs::create_scheduler({.intervals = options.intervals}, log)),
      migrator_(database::create_migrator(options.conninfo, log)),
      plugins_(
          plugins::create_plugin_host({.log = log, .router = router_, .scheduler = *scheduler_, .migrator = *migrator_},
                                      {.settings = options.plugin_settings, .connection_string = options.conninfo})) {
    try {
        plugins_->load(options.plugins_directory);
    } catch (const std::filesystem::filesystem_error& problem) {
        throw suasor::error(SUASOR_E_NOT_FOUND, "the plugins' folder " + options.plugins_directory.string() +
                                                    " cannot be read: " + problem.code().message());
    }
}

bool host_engine::stop() noexcept {
    return plugins_->stop();
}

} // namespace sample_host
