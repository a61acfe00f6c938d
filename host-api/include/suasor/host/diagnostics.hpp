#ifndef SUASOR_HOST_DIAGNOSTICS_HPP
#define SUASOR_HOST_DIAGNOSTICS_HPP

// The extension of diagnostics.h as a C++ host, or another plugin, calls it.

#include "../diagnostics.h"
#include "../types.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace suasor {

/// What is found out about a client, as JSON, see suasor_diagnostics.check_client. A principal of nullopt is the host itself.
/// May block; throws suasor::error. [any-thread]
inline std::string check_client(const suasor_diagnostics& diagnostics, std::uint64_t client_id,
                                const std::optional<principal>& who = std::nullopt) {
    std::string json;
    const suasor_receiver receiver{sizeof receiver, 0, &json, [](void* target, suasor_string text) {
                                       static_cast<std::string*>(target)->assign(to_view(text));
                                   }};
    error_buffer problem;
    problem.check(diagnostics.check_client(&diagnostics, client_id, c_principal(who).c(), &receiver, problem.c()));
    return json;
}

} // namespace suasor

#endif
