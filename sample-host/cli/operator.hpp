// Who runs the host's commands.
#pragma once

#include <suasor/types.hpp>

namespace sample_host {

/// Whoever may open the database sees all that is in it.
constexpr suasor::principal k_operator{.user_id = 0, .is_admin = true};

} // namespace sample_host
