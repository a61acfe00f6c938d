#pragma once

// What a client prefers of how its request is handled (RFC 7240).

#include <chrono>
#include <optional>
#include <string_view>

namespace media_sync {

constexpr std::chrono::seconds k_longest_wait{60};

/// The `wait` of a Prefer field, all of its values joined by commas: how long the answer may take. Capped at
/// k_longest_wait; nullopt if there is none or it is not a whole number. The first of several counts.
std::optional<std::chrono::seconds> preferred_wait(std::string_view field);

} // namespace media_sync
