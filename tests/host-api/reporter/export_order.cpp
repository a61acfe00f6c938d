#include "export_order.hpp"

#include <suasor/types.hpp>

#include <boost/json/parse.hpp>

namespace reporter {

namespace {

constexpr std::int64_t k_most = 1'000'000;

[[noreturn]] void refuse(const std::string& why) {
    throw suasor::error(SUASOR_E_INVALID_ARGUMENT, why);
}

std::int64_t number_of(const boost::json::key_value_pair& member) {
    const auto* number = member.value().if_int64();
    if (number && *number >= 0 && *number <= k_most) return *number;
    refuse(std::string(member.key()) + " must be an integer from 0 to " + std::to_string(k_most));
}

} // namespace

export_order parse_export_order(std::string_view params) {
    boost::json::error_code malformed;
    const auto parsed = boost::json::parse({params.data(), params.size()}, malformed);
    if (malformed || !parsed.is_object()) refuse("the parameters of an export are a JSON object");

    export_order order;
    for (const auto& member : parsed.get_object()) {
        const auto number = number_of(member);
        if (member.key() == "items")
            order.items = number;
        else if (member.key() == "itemMilliseconds")
            order.item_takes = std::chrono::milliseconds(number);
        else if (member.key() == "holdAt")
            order.hold_at = number;
        else if (member.key() == "failAt")
            order.fail_at = number;
        else
            refuse("an export knows no parameter " + std::string(member.key()));
    }
    return order;
}

} // namespace reporter
