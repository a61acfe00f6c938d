#pragma once

// The columns of job_runs that make a snapshot, and how they are read: one list for every statement that returns runs.

#include "plugin/core/progress/run.hpp"
#include "plugin/postgres/query.hpp"

#include <chrono>
#include <string>

namespace media_sync::postgres {

/// In whose name rows are read, and how long one may stand still.
struct snapshot_view {
    std::string executor; ///< this process, which lives whatever the table says
    std::chrono::seconds stalled_after{60};

    /// A statement that uses k_snapshot_columns, with what they bind.
    query over(soci::session& session, const sql_text& sql) const;
};

/// The select list, over a job_runs row by the name of `r`; binds :executor and :stalled_after.
///
/// Liveness is as of the statement, by the database's clock. A run of the host's own (no executor) has none, and its 0 items
/// mean that nobody counted.
extern const sql_text k_snapshot_columns;

/// Those of them that change while a run goes on; binds nothing.
extern const sql_text k_moving_columns;

/// Reads a row that k_snapshot_columns selected, perhaps among other columns. An unknown status of the host's reads as
/// running: nothing is known about its end.
run_snapshot read_snapshot(const soci::row& row);

/// Brings a snapshot up to date with a row that k_moving_columns selected.
void read_moving(const soci::row& row, run_snapshot& run);

} // namespace media_sync::postgres
