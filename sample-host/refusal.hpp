// How the host says that something it was given cannot be.
#pragma once

#include <suasor/types.hpp>

#include <string>

namespace sample_host {

/// `text` names the thing and what it would have to be; it repeats no value, which may be a secret.
[[noreturn]] inline void refuse(const std::string& text) {
    throw suasor::error(SUASOR_E_INVALID_ARGUMENT, text);
}

} // namespace sample_host
