#include "plugin/http_api/route_query.hpp"

#include "plugin/core/progress/failure_store.hpp"
#include "plugin/core/progress/job_service.hpp"

#include <fmt/format.h>

#include <charconv>

namespace media_sync {

namespace {

constexpr std::size_t k_default_limit = 100;

template <class Integer>
std::optional<Integer> parse_positive(std::string_view text) {
    Integer value = 0;
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end || value <= 0) return std::nullopt;
    return value;
}

// A query by whoever asks, of nothing yet.
accepted_or<route_query> query_of_asker(const suasor::request& request) {
    const auto principal = request.principal();
    if (!principal)
        return refusal{401, "sign in first: send a bearer token in the Authorization header, or a session cookie"};

    const auto own = request.query("scope");
    if (own && *own != "own")
        return refusal{400, fmt::format("scope \"{}\" is not known; there is only scope=own", *own)};
    const bool sees_all = principal->is_admin && !own;
    return route_query{sees_all ? scope{} : scope{principal->user_id}, principal->user_id};
}

accepted_or<std::uint64_t> id_of(const suasor::request& request) {
    // Positive and 64-bit as PostgreSQL has it.
    const auto id = parse_positive<std::int64_t>(request.param("id"));
    if (!id) return refusal{400, fmt::format("the id \"{}\" is not a positive 64-bit integer", request.param("id"))};
    return static_cast<std::uint64_t>(*id);
}

accepted_or<std::size_t> limit_of(const suasor::request& request) {
    const auto text = request.query("limit");
    if (!text) return k_default_limit;
    const auto limit = parse_positive<std::size_t>(*text);
    if (!limit || *limit > k_longest_active_list)
        return refusal{400, fmt::format("limit \"{}\" is not a number from 1 to {}", *text, k_longest_active_list)};
    return *limit;
}

accepted_or<std::optional<std::size_t>> failures_of(const suasor::request& request) {
    const auto failures = request.query("failures");
    const auto after = request.query("after");
    if (!failures && !after) return std::optional<std::size_t>();
    if (failures != "all") return refusal{400, "there is only failures=all, and after=N goes with that"};
    if (!after || after == "" || after == "0") return std::optional<std::size_t>(0);

    const auto known = parse_positive<std::size_t>(*after);
    if (!known || *known > k_stored_failures)
        return refusal{400, fmt::format("after \"{}\" is not a number from 0 to {}", *after, k_stored_failures)};
    return std::optional<std::size_t>(*known);
}

} // namespace

accepted_or<route_query> query_by_id(const suasor::request& request) {
    auto query = query_of_asker(request);
    if (!query) return query;
    const auto id = id_of(request);
    if (!id) return id.error();
    query->id = *id;
    return query;
}

accepted_or<route_query> query_of_run(const suasor::request& request) {
    auto query = query_by_id(request);
    if (!query) return query;
    const auto failures = failures_of(request);
    if (!failures) return failures.error();
    query->failures_after = *failures;
    return query;
}

accepted_or<route_query> query_of_list(const suasor::request& request) {
    auto query = query_of_asker(request);
    if (!query) return query;
    const auto limit = limit_of(request);
    if (!limit) return limit.error();
    query->limit = *limit;
    return query;
}

} // namespace media_sync
