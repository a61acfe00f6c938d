#include "plugin/media_servers/subsonic_api.hpp"

#include "plugin/core/sync/media_source.hpp"

#include <fmt/format.h>

namespace media_sync {

namespace {

namespace json = boost::json;

// The version with which tokens came; servers take clients up to their own version and usually any.
constexpr std::string_view k_protocol_version = "1.13.0";
constexpr std::string_view k_client_name = "suasor";

} // namespace

subsonic_api::subsonic_api(std::string server, const subsonic_config& config, http_settings settings)
    : base_(config.base_url), credentials_(config.username, config.password),
      http_(std::move(server), std::move(settings)) {}

json::object subsonic_api::call(const subsonic_call& call, const cancel_token& cancel) {
    auto content = std::move(call_all({&call, 1}, cancel).front());
    if (!content) fail(call, fmt::format("did not find what was asked for: {}", content.error().text));
    return std::move(*content);
}

std::vector<result<json::object>> subsonic_api::call_all(std::span<const subsonic_call> calls,
                                                         const cancel_token& cancel) {
    const auto responses = fetch(calls, cancel);

    std::vector<result<json::object>> contents;
    contents.reserve(calls.size());
    for (std::size_t i = 0; i < calls.size(); ++i) {
        auto opened = open_subsonic_envelope(responses[i].body);
        if (const auto* stranger = std::get_if<not_subsonic>(&opened))
            fail(calls[i], explained(*stranger, responses[i].status));

        if (const auto* failure = std::get_if<subsonic_failure>(&opened)) {
            if (!use_password_ && cannot_do_tokens(*failure)) {
                use_password_ = true;
                return call_all(calls, cancel);
            }
            if (failure->code != subsonic_failure::not_found) fail(calls[i], explained(*failure));
            contents.push_back(problem{errc::not_found, credentials_.without_password(failure->message)});
            continue;
        }
        contents.push_back(std::move(std::get<json::object>(opened)));
    }
    return contents;
}

std::string subsonic_api::cover_art_url(std::string_view id) const {
    return (base_ / "rest" / "getCoverArt.view").with("id", id).text();
}

// Servers of every age know the methods with this suffix, newer ones also without.
url subsonic_api::address(const subsonic_call& call) const {
    return base_ / "rest" / (call.method + ".view");
}

http_request subsonic_api::signed_request(const subsonic_call& call) const {
    auto request = address(call).with("v", k_protocol_version).with("c", k_client_name).with("f", "json");
    for (const auto& [name, value] : call.parameters)
        request = request.with(name, value);
    request = use_password_ ? credentials_.signed_with_password(request) : credentials_.signed_with_token(request);
    return {std::move(request), {{"Accept", "application/json"}}};
}

std::vector<http_response> subsonic_api::fetch(std::span<const subsonic_call> calls, const cancel_token& cancel) {
    std::vector<http_request> requests;
    requests.reserve(calls.size());
    for (const auto& call : calls)
        requests.push_back(signed_request(call));
    return http_.get_all(requests, cancel);
}

bool subsonic_api::cannot_do_tokens(const subsonic_failure& failure) const {
    return failure.code == subsonic_failure::token_not_supported ||
           failure.code == subsonic_failure::mechanism_not_supported ||
           failure.code == subsonic_failure::parameter_missing;
}

void subsonic_api::fail(const subsonic_call& call, std::string_view what) const {
    throw source_error(fmt::format("{}: {} {}", server(), address(call).shown(), what));
}

std::string subsonic_api::explained(const subsonic_failure& failure) const {
    const auto said =
        failure.message.empty() ? std::string("no reason given") : credentials_.without_password(failure.message);
    switch (failure.code) {
    case subsonic_failure::wrong_credentials:
        return "refuses the user name or the password; correct them in the client's settings";
    case subsonic_failure::token_not_supported:
    case subsonic_failure::mechanism_not_supported:
        return fmt::format("lets this user log in neither by token nor by password ({}); use an account that may",
                           said);
    case subsonic_failure::not_authorised:
        return fmt::format("does not allow this to user \"{}\" ({}); give the user that right on the server",
                           credentials_.username(), said);
    case subsonic_failure::client_too_old:
    case subsonic_failure::server_too_old:
        return fmt::format("speaks another version of the protocol ({}); update the server", said);
    case subsonic_failure::trial_over:
        return fmt::format("wants a licence ({}); see to it on the server", said);
    default:
        return fmt::format("failed with code {} ({}); look into the server's log", failure.code, said);
    }
}

std::string subsonic_api::explained(const not_subsonic& answer, int status) const {
    if (status == 401 || status == 403)
        return fmt::format(
            "answered HTTP {} with {}; a proxy in front of the server seems to want a log-in of its own, "
            "let it pass /rest/",
            status, answer.what);
    return fmt::format("answered HTTP {} with {}; check that the client's baseURL is that of a Subsonic server", status,
                       answer.what);
}

} // namespace media_sync
