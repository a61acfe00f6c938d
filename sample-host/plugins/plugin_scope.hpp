#pragma once

#include "log.hpp"
#include "plugins/call_gate.hpp"

#include <suasor/types.hpp>

#include <atomic>
#include <string>
#include <utility>

// What the services of one plugin share.
namespace sample_host::plugins {

struct plugin_scope {
    plugin_scope(std::string plugin, logger& lines) : name(std::move(plugin)), log(lines) {}

    /// Throws SUASOR_E_CLOSED unless the plugin is in its init.
    void require_registering() const {
        if (!registering) throw suasor::error(SUASOR_E_CLOSED, "plugins register in init only");
    }

    const std::string name;
    logger& log;
    call_gate calls;
    std::atomic<bool> registering = false;
};

} // namespace sample_host::plugins
