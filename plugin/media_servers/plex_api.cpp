#include "plugin/media_servers/plex_api.hpp"

#include "plugin/media_servers/json_body.hpp"
#include "plugin/media_servers/json_fields.hpp"

#include <fmt/format.h>

#include <iterator>

namespace media_sync {

namespace {

namespace json = boost::json;

// Plex lists every client identifier as a device of the user's: one for all syncs, so that there is one device.
constexpr const char* k_client_identifier = "suasor-media-sync";
constexpr const char* k_product = "Suasor";

constexpr const char* k_start = "X-Plex-Container-Start";
constexpr const char* k_size = "X-Plex-Container-Size";

// The container, if the body is one; else what the body is instead.
result<plex_container> opened(std::string_view body) {
    auto document = parse_json_body(body);
    if (!document) return document.error();

    auto* root = document->if_object();
    auto* container = root ? root->if_contains("MediaContainer") : nullptr;
    if (!container || !container->is_object())
        return problem{errc::invalid_argument, "JSON of something other than Plex"};
    return plex_container(std::move(container->get_object()));
}

// What a status says that means no; "" for others.
std::string_view refusal(int status) {
    switch (status) {
    case 401:
        return "refuses the token; sign in to Plex again and enter the new token in the client's settings";
    case 403:
        return "does not allow this to the token's user; share the library with that user on the server, or enter the "
               "token of its owner";
    case 404:
        return "answered HTTP 404; check that the client's baseURL is that of a Plex server, and sync again if this "
               "has just been removed there";
    default:
        return "";
    }
}

} // namespace

std::vector<json::value> plex_container::take(std::string_view kind) {
    auto* list = content_.if_contains(json::string_view(kind.data(), kind.size()));
    if (!list) return {};
    if (auto* array = list->if_array()) return {std::move_iterator(array->begin()), std::move_iterator(array->end())};

    // One object stands for a list of one, an empty one for none.
    const auto* single = list->if_object();
    if (!single || single->empty()) return {};
    return {std::move(*list)};
}

std::optional<std::int64_t> plex_container::total() const {
    return total_field(content_, content_.contains("totalSize") ? "totalSize" : "size");
}

std::string plex_container::text(std::string_view name) const {
    return text_field(content_, name);
}

plex_api::plex_api(std::string server, const plex_config& config, http_settings settings)
    : base_(config.base_url), token_(config.token), http_(std::move(server), std::move(settings)) {}

plex_container plex_api::get(const plex_request& request, const cancel_token& cancel, std::optional<plex_range> range) {
    const auto response = http_.get(signed_request(request, range), cancel);
    if (const auto why = refusal(response.status); !why.empty())
        throw plex_refusal(response.status, about(request, why));
    if (response.status != 200)
        throw source_error(
            about(request, fmt::format("answered HTTP {}; look into the server's log", response.status)));
    return container_in(request, response);
}

plex_container plex_api::identity(const cancel_token& cancel) {
    const plex_request request{{"identity"}};
    const auto response = http_.get({address(request), {{"Accept", "application/json"}}}, cancel);
    if (response.status != 200)
        throw source_error(about(
            request, fmt::format("answered HTTP {}; check that the client's baseURL is that of a Plex server, and that "
                                 "no proxy in front of it wants a log-in of its own",
                                 response.status)));
    return container_in(request, response);
}

plex_container plex_api::container_in(const plex_request& request, const http_response& response) const {
    auto container = opened(response.body);
    if (!container)
        throw source_error(about(
            request,
            fmt::format("answered with {}; check that the client's baseURL is that of a Plex server, and that the "
                        "server is up to date",
                        container.error().text)));
    return std::move(*container);
}

std::string plex_api::picture_url(const std::string& reference) const {
    if (reference.starts_with('/')) {
        auto base = base_.shown();
        base.erase(base.find_last_not_of('/') + 1);
        return base + reference.substr(0, reference.find_first_of("?#"));
    }

    // Elsewhere, and public unless it looks otherwise.
    const bool web = reference.starts_with("https://") || reference.starts_with("http://");
    return web && reference.find_first_of("?#@") == std::string::npos ? reference : std::string();
}

url plex_api::address(const plex_request& request) const {
    auto address = base_;
    for (const auto& segment : request.path)
        address = address / segment;
    return address;
}

http_request plex_api::signed_request(const plex_request& request, std::optional<plex_range> range) const {
    http_request signed_one{address(request),
                            {{"Accept", "application/json"},
                             {"X-Plex-Token", token_},
                             {"X-Plex-Client-Identifier", k_client_identifier},
                             {"X-Plex-Product", k_product}}};
    for (const auto& [name, value] : request.parameters)
        signed_one.target = signed_one.target.with(name, value);
    if (!range) return signed_one;

    // Some versions heed the headers only, others the query only.
    for (const auto& [name, value] : {std::pair(k_start, range->start), std::pair(k_size, range->size)}) {
        signed_one.target = signed_one.target.with(name, std::to_string(value));
        signed_one.headers.push_back({name, std::to_string(value)});
    }
    return signed_one;
}

std::string plex_api::about(const plex_request& request, std::string_view what) const {
    return fmt::format("{}: {} {}", server(), address(request).shown(), what);
}

} // namespace media_sync
