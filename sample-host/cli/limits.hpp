// What a client may cost, as the settings file says it.
#pragma once

#include "http/server.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace sample_host {

/// One of the limits: a row of the reference, and what it sets.
struct limit_setting {
    std::string_view name;
    std::uint64_t by_default;
    std::uint64_t low;
    std::uint64_t high;
    std::string_view meaning;
    void (*set)(http::server_limits& of, std::uint64_t value);
};

/// All of them, in the order of the reference in README.md, which a test compares with them.
std::span<const limit_setting> known_limits();

/// The limits that the object sets, the others at their defaults. Throws suasor::error SUASOR_E_INVALID_ARGUMENT, which names
/// the key that is unknown or has a wrong value, and what it may be.
http::server_limits parse_limits(const boost::json::object& given);

} // namespace sample_host
