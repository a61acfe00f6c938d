#pragma once

// The one JSON shape of a run, for the routes, the streams and the job service.

#include "plugin/core/progress/run.hpp"

#include <memory>
#include <span>
#include <string>

namespace media_sync {

/// One run as a JSON object: field names and order as in the REST contract, unknown as null, times in RFC 3339 UTC with
/// milliseconds.
std::string run_json(const run_snapshot& run);

/// Runs as a JSON array.
std::string run_array_json(std::span<const run_snapshot> runs);

/// A time as in the JSON of a run, without quotes: "2026-01-02T03:04:05.678Z".
std::string rfc3339(time_point time);

} // namespace media_sync
