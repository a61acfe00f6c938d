#include "cli/listen_address.hpp"

#include <suasor/types.hpp>

#include <boost/asio/ip/address.hpp>

#include <charconv>

namespace sample_host {
namespace {

[[noreturn]] void refuse_address(std::string_view text) {
    throw suasor::error(SUASOR_E_INVALID_ARGUMENT,
                        "\"" + std::string(text) +
                            "\" is no address to listen on; give HOST:PORT, for example 127.0.0.1:8080 or [::1]:8080");
}

} // namespace

std::string listen_address::url(std::uint16_t bound_port) const {
    const bool is_v6 = host.find(':') != std::string::npos;
    return "http://" + (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(bound_port);
}

listen_address parse_listen_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) refuse_address(text);

    const auto port_text = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, problem] = std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
    if (problem != std::errc() || end != port_text.data() + port_text.size()) refuse_address(text);

    auto host = text.substr(0, colon);
    if (host == "localhost") host = "127.0.0.1";
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);

    boost::system::error_code no_address;
    const auto address = boost::asio::ip::make_address(std::string(host), no_address);
    if (no_address || address.is_v6() != bracketed) refuse_address(text);
    return {address.to_string(), port, address.is_loopback()};
}

} // namespace sample_host
