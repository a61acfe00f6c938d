#pragma once

// How the core's failures cross the C interface.

#include "plugin/core/result.hpp"

#include <suasor/types.hpp>

namespace media_sync {

inline suasor::error to_error(const problem& what) {
    switch (what.code) {
    case errc::invalid_argument:
        return {SUASOR_E_INVALID_ARGUMENT, what.text};
    case errc::not_found:
        return {SUASOR_E_NOT_FOUND, what.text};
    case errc::unsupported:
        return {SUASOR_E_UNSUPPORTED, what.text};
    case errc::conflict:
        return {SUASOR_E_CONFLICT, what.text};
    }
    return {SUASOR_E_INTERNAL, what.text};
}

/// suasor::guarded, with store_unavailable as SUASOR_E_UNAVAILABLE.
template <class Body>
suasor_status guarded_call(suasor_error* target, Body&& body) noexcept {
    return suasor::guarded(target, [&] {
        try {
            body();
        } catch (const store_unavailable& away) {
            throw suasor::error(SUASOR_E_UNAVAILABLE, away.what());
        }
    });
}

} // namespace media_sync
