// Whether a database is fit for the host.
#pragma once

#include "cli/finding.hpp"
#include "cli/inspected_database.hpp"
#include "database/database_probe.hpp"

#include <vector>

namespace sample_host {

struct database_findings {
    std::vector<finding> all;
    bool reachable = false;
    bool has_tables = false; ///< all of Suasor's
};

/// What there is to say of a database that can be reached.
std::vector<finding> findings_of(const database_facts& facts);

/// Blocks, for a few seconds if nobody answers.
database_findings examine(const inspected_database& database);

} // namespace sample_host
