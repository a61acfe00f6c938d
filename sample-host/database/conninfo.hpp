// Connection strings of libpq: checked, and completed with what every session of the host wants.
#pragma once

#include "secret.hpp"

#include <string>

namespace sample_host {

/// The same connection in keyword/value form, with an application name and time-outs unless it sets its own. Throws
/// suasor::error SUASOR_E_INVALID_ARGUMENT, whose text does not repeat `conninfo`.
secret with_connection_defaults(const secret& conninfo);

/// `name='value' `, quoted as libpq wants it.
std::string conninfo_pair(const std::string& name, const std::string& value);

} // namespace sample_host
