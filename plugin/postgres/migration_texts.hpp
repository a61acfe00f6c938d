#pragma once

// The files of migrations/ as they stand, embedded at build time.

#include <cstdint>
#include <span>
#include <string_view>

namespace media_sync::postgres {

struct migration_text {
    std::uint32_t version;
    std::string_view name;
    std::string_view up;
    std::string_view down;
};

/// In ascending order of version.
std::span<const migration_text> migration_texts();

} // namespace media_sync::postgres
