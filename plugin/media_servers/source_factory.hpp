#pragma once

// Opens the source that fits a client's type.

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/http_settings.hpp"

namespace media_sync {

/// `counted` outlives the factory and its sources.
std::unique_ptr<source_factory> create_source_factory(http_settings settings = {},
                                                      const metrics& counted = no_metrics());

} // namespace media_sync
