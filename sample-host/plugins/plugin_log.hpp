#pragma once

#include "plugins/plugin_scope.hpp"

#include <suasor/host/services.hpp>

// suasor.log/1: a plugin's lines, under its name.
namespace sample_host::plugins {

class plugin_log final : public suasor::host_log {
  public:
    explicit plugin_log(plugin_scope& scope) : scope_(scope) {}

    bool enabled(std::int32_t level) const noexcept override { return scope_.log.enabled(to_level(level)); }
    void write(std::int32_t level, std::string_view message) noexcept override {
        scope_.log.write(to_level(level), scope_.name, message);
    }

  private:
    static log_level to_level(std::int32_t level) noexcept {
        switch (level) {
        case SUASOR_LOG_TRACE:
            return log_level::trace;
        case SUASOR_LOG_DEBUG:
            return log_level::debug;
        case SUASOR_LOG_WARN:
            return log_level::warn;
        case SUASOR_LOG_ERROR:
            return log_level::error;
        default:
            return log_level::info;
        }
    }

    plugin_scope& scope_;
};

} // namespace sample_host::plugins
