#pragma once

// The plugin's migrations, as the host's migrator wants them.

#include "plugin/postgres/migration_steps.hpp"

#include <cstdint>

namespace media_sync::postgres {

struct migration {
    std::uint32_t version = 0;
    std::string_view name; ///< for example "job_run_progress"
    std::vector<migration_step> up;
    std::vector<migration_step> down;
};

/// All of them, in ascending order of version. The texts they point to live as long as the program.
std::vector<migration> migrations();

} // namespace media_sync::postgres
