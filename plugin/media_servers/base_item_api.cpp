#include "plugin/media_servers/base_item_api.hpp"

#include "plugin/media_servers/json_body.hpp"
#include "plugin/media_servers/json_fields.hpp"

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace media_sync {

namespace {

namespace json = boost::json;

// A list stands alone or in an object, beside its total.
std::optional<base_item_page> as_page(json::value&& document) {
    if (auto* array = document.if_array()) return base_item_page{std::move(*array), std::nullopt};

    auto* object = document.if_object();
    auto* items = object ? object->if_contains("Items") : nullptr;
    if (!items || !items->is_array()) return std::nullopt;
    const auto total = total_field(*object, "TotalRecordCount");
    return base_item_page{std::move(items->get_array()), total};
}

} // namespace

base_item_api::base_item_api(std::string server, std::string product, http_header credential, http_settings settings)
    : product_(std::move(product)), credential_(std::move(credential)), http_(std::move(server), std::move(settings)) {}

std::optional<json::object> base_item_api::public_info(const url& address, const cancel_token& cancel) {
    const auto response = http_.get({address, {{"Accept", "application/json"}}}, cancel);
    if (response.status == 401 || response.status == 403) return std::nullopt;

    auto document = parse_json_body(response.body);
    auto* info = document ? document->if_object() : nullptr;
    if (response.status != 200 || !info || text_field(*info, "Id").empty())
        throw error(address, not_the_product(response.status, document ? "JSON" : document.error().text));
    return std::move(*info);
}

base_item_page base_item_api::list(const url& address, const cancel_token& cancel) {
    const http_request request{address, {credential_, {"Accept", "application/json"}}};
    return opened(address, http_.get(request, cancel));
}

std::vector<result<base_item_page>> base_item_api::lists(std::span<const url> addresses, const cancel_token& cancel) {
    std::vector<http_request> requests;
    requests.reserve(addresses.size());
    for (const auto& address : addresses)
        requests.push_back({address, {credential_, {"Accept", "application/json"}}});
    const auto responses = http_.get_all(requests, cancel);

    std::vector<result<base_item_page>> pages;
    pages.reserve(addresses.size());
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        if (responses[i].status == 404)
            pages.push_back(problem{errc::not_found, "does not have it any more (HTTP 404)"});
        else if (responses[i].status == 403)
            pages.push_back(problem{errc::unsupported, "keeps it from this user (HTTP 403)"});
        else
            pages.push_back(opened(addresses[i], responses[i]));
    }
    return pages;
}

source_error base_item_api::error(const url& address, std::string_view what) const {
    return source_error(fmt::format("{}: {} {}", http_.server(), address.shown(), what));
}

base_item_page base_item_api::opened(const url& address, const http_response& response) const {
    auto document = parse_json_body(response.body);
    if (response.status != 200 || !document)
        throw error(address, explained(response.status, document ? "JSON" : document.error().text));

    auto page = as_page(std::move(*document));
    if (!page)
        throw error(address, explained(response.status, fmt::format("JSON of something other than {}", product_)));
    return std::move(*page);
}

std::string base_item_api::explained(int status, const std::string& with) const {
    if ((status == 401 || status == 403) && with.find("HTML") != std::string::npos)
        return fmt::format(
            "answered HTTP {} with {}; a proxy in front of the server seems to want a log-in of its own, "
            "let it pass what the server's apps ask for",
            status, with);

    switch (status) {
    case 400:
        return "refuses the request (HTTP 400); check that the userID in the client's settings is an id of the server "
               "and not a name";
    case 401:
        return "does not accept the API key (HTTP 401); create one in the server's dashboard, under API Keys, and "
               "enter "
               "it in the client's settings";
    case 403:
        return "does not allow this (HTTP 403); use an API key from the server's dashboard, and check the userID in "
               "the client's settings";
    case 404:
        return fmt::format(
            "is not found (HTTP 404); check that the client's baseURL is that of a {} server and that its "
            "userID exists there",
            product_);
    default:
        return not_the_product(status, with);
    }
}

std::string base_item_api::not_the_product(int status, const std::string& with) const {
    return fmt::format("answered HTTP {} with {}; check that the client's baseURL is that of a {} server", status, with,
                       product_);
}

} // namespace media_sync
