#pragma once

// What an export is asked to do: the parameters of the job, a JSON object.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace reporter {

struct export_order {
    std::int64_t items = 100;
    std::chrono::milliseconds item_takes{0};
    std::optional<std::int64_t> hold_at; ///< stands still before this item, counted from 1, until it is cancelled
    std::optional<std::int64_t> fail_at; ///< cannot export this item, counted from 1
};

/// Reads {"items", "itemMilliseconds", "holdAt", "failAt"}, all optional integers. Throws suasor::error
/// SUASOR_E_INVALID_ARGUMENT that names what is wrong.
export_order parse_export_order(std::string_view params);

} // namespace reporter
