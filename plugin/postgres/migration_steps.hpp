#pragma once

// Takes a migration's text apart into its steps.
//
// A line `-- step` begins a step, `-- step: non-transactional` one that has to run outside any transaction. A step is exactly
// one statement. What stands before the first step is commentary.

#include <string_view>
#include <vector>

namespace media_sync::postgres {

struct migration_step {
    std::string_view sql; ///< one statement, without blanks around it
    bool transactional = true;
};

/// The steps of a text, in order; they point into it. Throws std::logic_error for a `-- step` line with anything but the above
/// behind it, and for a step without a statement: both are defects of the file.
std::vector<migration_step> parse_migration_steps(std::string_view text);

} // namespace media_sync::postgres
