#pragma once

// What a result says no with.

#include "plugin/core/result.hpp"

#include <optional>

namespace media_sync::test {

/// The code of the error; nullopt if there is none, where result::error() would give a problem that nobody has.
template <class T>
std::optional<errc> refusal(const result<T>& from) {
    if (from) return std::nullopt;
    return from.error().code;
}

} // namespace media_sync::test
