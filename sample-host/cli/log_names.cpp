#include "cli/log_names.hpp"

#include <suasor/types.hpp>

#include <fmt/format.h>

#include <array>
#include <utility>

namespace sample_host {
namespace {

template <class Value, std::size_t Count>
Value value_named(std::string_view name, std::string_view what, std::string_view allowed,
                  const std::array<std::pair<std::string_view, Value>, Count>& values) {
    for (const auto& [known, value] : values)
        if (known == name) return value;
    throw suasor::error(SUASOR_E_INVALID_ARGUMENT,
                        fmt::format("the log {} \"{}\" is not known; it must be {}", what, name, allowed));
}

} // namespace

log_level log_level_named(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, log_level>, 5> levels{{{"trace", log_level::trace},
                                                                                   {"debug", log_level::debug},
                                                                                   {"info", log_level::info},
                                                                                   {"warn", log_level::warn},
                                                                                   {"error", log_level::error}}};
    return value_named(name, "level", k_log_levels, levels);
}

log_format log_format_named(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, log_format>, 2> formats{
        {{"text", log_format::text}, {"json", log_format::json}}};
    return value_named(name, "format", k_log_formats, formats);
}

} // namespace sample_host
