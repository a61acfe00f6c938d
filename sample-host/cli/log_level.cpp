#include "cli/log_level.hpp"

#include <suasor/types.hpp>

#include <array>
#include <string>
#include <utility>

namespace sample_host {

log_level log_level_named(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, log_level>, 5> levels{{{"trace", log_level::trace},
                                                                                   {"debug", log_level::debug},
                                                                                   {"info", log_level::info},
                                                                                   {"warn", log_level::warn},
                                                                                   {"error", log_level::error}}};
    for (const auto& [known, level] : levels)
        if (known == name) return level;
    throw suasor::error(SUASOR_E_INVALID_ARGUMENT, "the log level \"" + std::string(name) +
                                                       "\" is not known; there are trace, debug, info, warn, error");
}

} // namespace sample_host
