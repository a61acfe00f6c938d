#pragma once

// What callers of the plugin's extensions hand over, checked. Every function throws SUASOR_E_INVALID_ARGUMENT.

#include "plugin/core/progress/run.hpp"

#include <suasor/types.hpp>

#include <string>
#include <string_view>

namespace media_sync {

[[noreturn]] void refuse(const char* why);

std::string_view text_of(suasor_string text);

/// Who asks: everything is for an admin and for the host itself, which is nobody.
scope scope_of(const suasor_principal* principal);

/// A receiver that can be called.
const suasor_receiver& require_receiver(const suasor_receiver* json);

void deliver(const suasor_receiver& to, const std::string& json);

} // namespace media_sync
