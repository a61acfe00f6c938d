#pragma once

// Entity tags of runs, with which a poll that would learn nothing costs nothing (RFC 9110, section 8.8.3).

#include "plugin/core/progress/published_run.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace media_sync {

/// W/"<revision>-<attempt>-<liveness>": changes with every stored change, and when the run stalls, is lost or is rescued. A run
/// of the host's own has no revision that moves: its tag ends in a hash over all of it.
std::string entity_tag(const run_snapshot& run);

/// The tag for a route that shows now one run and now another: W/"<id>-<revision>-<attempt>-<liveness>".
std::string entity_tag_with_id(const run_snapshot& run);

/// A hash over the ids and tags of the elements, in their order.
std::string entity_tag(std::span<const std::shared_ptr<const published_run>> runs);

/// Whether an If-None-Match field, all of its values joined by commas, holds the tag by weak comparison, or is "*".
bool none_match_holds(std::string_view field, std::string_view tag);

} // namespace media_sync
