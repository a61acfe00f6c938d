#pragma once

// What the plugin counts, as time series of the host's. README.md lists them, and a test compares the two.

#include "plugin/core/metrics.hpp"

#include <suasor/plugin.hpp>

#include <memory>

namespace media_sync {

/// `service` may be NULL: then nobody sees anything. Throws suasor::error. [init]
std::unique_ptr<const metrics> create_shown_metrics(const suasor_metrics_service* service);

} // namespace media_sync
