#pragma once

// Several snapshots as one JSON array, of the texts that they have already.

#include "plugin/core/progress/published_run.hpp"

#include <memory>
#include <span>

namespace media_sync {

inline std::string run_array_json(std::span<const std::shared_ptr<const published_run>> runs) {
    std::string out = "[";
    for (const auto& run : runs) {
        if (out.size() > 1) out += ',';
        out += run->json();
    }
    out += ']';
    return out;
}

} // namespace media_sync
