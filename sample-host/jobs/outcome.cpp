#include "jobs/outcome.hpp"

namespace sample_host::jobs {

std::string_view status_name(suasor_status status) noexcept {
    switch (status) {
    case SUASOR_OK:
        return "ok";
    case SUASOR_E_INVALID_ARGUMENT:
        return "invalid_argument";
    case SUASOR_E_NOT_FOUND:
        return "not_found";
    case SUASOR_E_EXISTS:
        return "exists";
    case SUASOR_E_UNSUPPORTED:
        return "unsupported";
    case SUASOR_E_UNAVAILABLE:
        return "unavailable";
    case SUASOR_E_CONFLICT:
        return "conflict";
    case SUASOR_E_CANCELLED:
        return "cancelled";
    case SUASOR_E_BUSY:
        return "busy";
    case SUASOR_E_FULL:
        return "full";
    case SUASOR_E_CLOSED:
        return "closed";
    case SUASOR_E_VERSION:
        return "version";
    case SUASOR_E_PERMISSION:
        return "permission";
    default:
        return "internal";
    }
}

} // namespace sample_host::jobs
