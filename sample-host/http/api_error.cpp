#include "http/api_error.hpp"

#include "database/connections.hpp"
#include "log.hpp"

#include <exception>

namespace sample_host::http {

unsigned to_http_status(suasor_status status) noexcept {
    switch (status) {
    case SUASOR_OK:
        return 200;
    case SUASOR_E_INVALID_ARGUMENT:
        return 400;
    case SUASOR_E_PERMISSION:
        return 403;
    case SUASOR_E_NOT_FOUND:
        return 404;
    case SUASOR_E_EXISTS:
    case SUASOR_E_CONFLICT:
    case SUASOR_E_CANCELLED:
        return 409;
    case SUASOR_E_UNSUPPORTED:
        return 422;
    case SUASOR_E_UNAVAILABLE:
    case SUASOR_E_BUSY:
    case SUASOR_E_FULL:
    case SUASOR_E_CLOSED:
        return 503;
    default:
        return 500;
    }
}

api_error describe_current_exception(logger& log) {
    try {
        throw;
    } catch (const suasor::error& failure) {
        const auto status = to_http_status(failure.status());
        if (status != 500) return {status, failure.what()};
        log.error("request failed error=\"" + std::string(failure.what()) + "\"");
    } catch (const database_unavailable& failure) {
        log.warn("request refused, the database is away error=\"" + std::string(failure.what()) + "\"");
        return {503, "the database is away; try again in a few seconds"};
    } catch (const std::exception& failure) {
        log.error("request failed error=\"" + std::string(failure.what()) + "\"");
    } catch (...) {
        log.error("request failed error=\"an exception of unknown type\"");
    }
    return {500, "the request failed for a reason that is in the host's log"};
}

} // namespace sample_host::http
