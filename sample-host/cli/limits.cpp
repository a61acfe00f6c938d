#include "cli/limits.hpp"

#include "refusal.hpp"

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

namespace sample_host {
namespace {

using http::server_limits;
using std::chrono::seconds;

constexpr std::uint64_t k_gibibyte = 1024 * 1024 * 1024;

constexpr std::array k_limits{
    limit_setting{"headerBytes", 16'384, 1024, k_gibibyte, "of a request's head, before 431",
                  [](server_limits& of, std::uint64_t value) { of.header_bytes = value; }},
    limit_setting{"bodyBytes", 1'048'576, 1024, k_gibibyte, "of a request's body, before 413",
                  [](server_limits& of, std::uint64_t value) { of.body_bytes = value; }},
    limit_setting{"connections", 20'000, 1, 1'000'000, "open at a time, before 503",
                  [](server_limits& of, std::uint64_t value) { of.connections = value; }},
    limit_setting{"headerSeconds", 10, 1, 3600, "from a request's first byte to the end of its head, before 408",
                  [](server_limits& of, std::uint64_t value) { of.header_timeout = seconds(value); }},
    limit_setting{"bodySeconds", 30, 1, 3600, "from there to the end of its body, before 408",
                  [](server_limits& of, std::uint64_t value) { of.body_timeout = seconds(value); }},
    limit_setting{"idleSeconds", 75, 1, 3600, "between two requests of a connection, which then is closed",
                  [](server_limits& of, std::uint64_t value) { of.idle_timeout = seconds(value); }},
    limit_setting{"stallSeconds", 30, 1, 3600,
                  "for a client to take at least something of what waits for it, or it is cut; a stream that has "
                  "nothing to say never is",
                  [](server_limits& of, std::uint64_t value) { of.stall_timeout = seconds(value); }},
};

std::string names_of_limits() {
    std::string names;
    for (const auto& each : k_limits)
        names += (names.empty() ? "" : ", ") + std::string(each.name);
    return names;
}

std::uint64_t number_of(const boost::json::value& given, const limit_setting& limit) {
    boost::system::error_code out_of_range;
    const auto number = given.is_number() ? given.to_number<std::uint64_t>(out_of_range) : 0;
    if (out_of_range || number < limit.low || number > limit.high)
        refuse(fmt::format("\"limits.{}\" must be a whole number from {} to {}", limit.name, limit.low, limit.high));
    return number;
}

} // namespace

std::span<const limit_setting> known_limits() {
    return k_limits;
}

server_limits parse_limits(const boost::json::object& given) {
    server_limits limits;
    for (const auto& each : k_limits)
        each.set(limits, each.by_default);

    for (const auto& [key, value] : given) {
        const std::string_view name(key.data(), key.size());
        const auto found = std::ranges::find(k_limits, name, &limit_setting::name);
        if (found == k_limits.end())
            refuse(fmt::format("the limit \"{}\" is not known; there are {}", name, names_of_limits()));
        found->set(limits, number_of(value, *found));
    }
    return limits;
}

} // namespace sample_host
