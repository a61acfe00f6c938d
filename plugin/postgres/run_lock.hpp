#pragma once

// Takes a run's row in a transaction before it is judged.

#include "plugin/postgres/query.hpp"

#include <cstdint>

namespace media_sync::postgres {

/// Waits for whoever writes the run's row. A statement of its own: the next one sees all that they have left, also in other
/// tables, where a statement that had waited itself would judge the row by the others as they were when it began. Throws
/// soci::soci_error.
inline void lock_run(soci::session& session, std::uint64_t run) {
    constexpr auto k_lock_run = "SELECT FROM job_runs WHERE id = :id::bigint FOR UPDATE";
    query(session, k_lock_run).bind("id", run).run();
}

} // namespace media_sync::postgres
