#include "http/request_ids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace sample_host::http {
namespace {

bool is_fit(std::string_view id) {
    return !id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](unsigned char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
               c == ':' || c == '-';
    });
}

std::uint64_t random_number() {
    std::random_device source;
    return (std::uint64_t{source()} << 32) | source();
}

} // namespace

request_ids::request_ids() : process_(random_number()) {}

std::string request_ids::accept_or_make(std::optional<std::string_view> sent) {
    if (sent && is_fit(*sent)) return std::string(*sent);
    return fmt::format("{:016x}-{:x}", process_, next_.fetch_add(1, std::memory_order_relaxed));
}

} // namespace sample_host::http
