#pragma once

// Notes what could not be taken over, inside the caller's transaction.

#include "plugin/core/sync/media_source.hpp"

#include <soci/soci.h>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace media_sync::postgres {

/// Bytes. An id is part of an index key, which PostgreSQL limits to 2,704.
constexpr std::size_t k_longest_source_id = 1024;

/// Notes the failures that this run has not met before, the first 1,000 of a run with their texts, and returns them. `kind` tells
/// apart what may have the same id: for a media item it is its type, and an id that was written has not failed. Throws soci::soci_error.
std::vector<item_failure> record_failures(soci::session& session, run_id run, client_id client, std::string_view kind,
                                          std::span<const item_failure> failures);

/// Lets go of the ids without texts, which nobody asks for once the run has ended. Throws soci::soci_error.
void forget_untold_failures(soci::session& session, run_id run);

} // namespace media_sync::postgres
