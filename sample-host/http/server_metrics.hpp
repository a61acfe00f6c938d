#pragma once

#include "http/server.hpp"

#include <prometheus/collectable.h>

#include <functional>
#include <memory>

namespace sample_host::http {

/// The numbers of a server, for Prometheus. `statistics` is asked each time somebody looks.
std::shared_ptr<const prometheus::Collectable> create_server_metrics(std::function<server_statistics()> statistics);

} // namespace sample_host::http
