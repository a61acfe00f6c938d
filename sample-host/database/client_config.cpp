#include "database/clients.hpp"
#include "database/json_body.hpp"
#include "refusal.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace sample_host {
namespace {

struct credential {
    std::string_view name;
    bool (*is_given)(const new_client&);
};

constexpr credential k_api_key{"API key", [](const new_client& request) { return !request.api_key.empty(); }};
constexpr credential k_remote_user{"user id",
                                   [](const new_client& request) { return !request.remote_user_id.empty(); }};
constexpr credential k_token{"token", [](const new_client& request) { return !request.token.empty(); }};
constexpr credential k_username{"username", [](const new_client& request) { return !request.username.empty(); }};
constexpr credential k_password{"password", [](const new_client& request) { return !request.password.empty(); }};
constexpr std::array k_credentials{k_api_key, k_remote_user, k_token, k_username, k_password};

/// What a type of media server is called and wants.
struct client_type {
    std::string_view type;
    std::string_view display_name;
    std::vector<std::string_view> required;
    std::vector<std::string_view> optional;
};

const std::array<client_type, 4>& client_types() {
    static const std::array<client_type, 4> types{{
        {"jellyfin", "Jellyfin", {k_api_key.name}, {k_remote_user.name, k_username.name}},
        {"emby", "Emby", {k_api_key.name}, {k_remote_user.name, k_username.name}},
        {"plex", "Plex", {k_token.name}, {k_username.name}},
        {"subsonic", "Subsonic", {k_username.name, k_password.name}, {}},
    }};
    return types;
}

const client_type& type_named(std::string_view name) {
    for (const auto& each : client_types())
        if (each.type == name) return each;
    refuse("the client type \"" + std::string(name) + "\" is not known; there are jellyfin, emby, plex, subsonic");
}

bool contains(const std::vector<std::string_view>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

void check_credentials(const client_type& type, const new_client& request) {
    for (const auto& each : k_credentials) {
        const bool given = each.is_given(request);
        const auto subject = "a " + std::string(type.type) + " client ";
        if (!given && contains(type.required, each.name)) refuse(subject + "needs a " + std::string(each.name));
        if (given && !contains(type.required, each.name) && !contains(type.optional, each.name))
            refuse(subject + "takes no " + std::string(each.name));
    }
}

/// The URL without its trailing slashes. Credentials belong in their own fields, where they are known to be secret.
std::string checked_url(std::string url) {
    const bool http = url.starts_with("http://");
    if (!http && !url.starts_with("https://")) refuse("the client's URL must begin with http:// or https://");

    while (url.ends_with('/'))
        url.pop_back();
    const auto authority =
        std::string_view(url).substr(std::min(url.size(), std::string_view("https://").size() - http));
    const auto host = authority.substr(0, authority.find('/'));
    if (host.empty() || host.front() == ':') refuse("the client's URL has no host");
    if (host.find('@') != std::string_view::npos) refuse("the client's URL must not hold a user or a password");
    const bool plain = std::all_of(url.begin(), url.end(), [](unsigned char c) { return std::isgraph(c); });
    if (!plain || url.find_first_of("?#") != std::string::npos)
        refuse("the client's URL must have no query, no fragment and no blanks");
    return url;
}

/// Keys of Suasor's whose texts anybody may see who may see the client.
constexpr std::array<std::string_view, 7> k_shown_keys{"type",   "category", "name",   "clientType",
                                                       "userID", "username", "baseURL"};

/// scheme://host:port/path of an address, whatever else stands in it.
std::string without_credentials(std::string url) {
    url.erase(std::min(url.find_first_of("?#"), url.size()));
    const auto scheme_end = url.find("://");
    const auto host = scheme_end == std::string::npos ? 0 : scheme_end + 3;
    const auto at = url.substr(host, url.find('/', host) - host).rfind('@');
    if (at != std::string::npos) url.erase(host, at + 1);
    return url;
}

boost::json::value shown_text(std::string_view key, const boost::json::string& text) {
    if (text.empty()) return text;
    if (std::find(k_shown_keys.begin(), k_shown_keys.end(), key) == k_shown_keys.end()) return "***";
    if (key == "baseURL") return boost::json::value(without_credentials(std::string(text)));
    return text;
}

/// `key` is the nearest above `value`.
boost::json::value shown(std::string_view key, const boost::json::value& value) {
    if (const auto* text = value.if_string()) return shown_text(key, *text);
    if (value.is_number()) return "***";
    if (const auto* array = value.if_array()) {
        boost::json::array copy;
        for (const auto& each : *array)
            copy.push_back(shown(key, each));
        return copy;
    }
    const auto* object = value.if_object();
    if (!object) return value;

    boost::json::object copy;
    for (const auto& [name, member] : *object)
        copy[name] = shown(std::string_view(name.data(), name.size()), member);
    return copy;
}

} // namespace

std::string name_of(const new_client& request) {
    return request.name.empty() ? std::string(type_named(request.type).display_name) : request.name;
}

secret client_config(const new_client& request) {
    const auto& type = type_named(request.type);
    check_credentials(type, request);
    const auto url = checked_url(request.base_url);

    boost::json::object details{
        {"core",
         {{"type", request.type},
          {"category", "media"},
          {"name", name_of(request)},
          {"baseURL", url},
          {"enabled", request.enabled},
          {"validateConn", true}}},
        {"clientType", request.type},
    };
    const bool has_api_key = contains(type.required, k_api_key.name);
    if (has_api_key) details["apiKey"] = request.api_key.reveal();
    details["ssl"] = url.starts_with("https://");

    boost::json::object config{{"details", std::move(details)}};
    if (has_api_key) config["userID"] = request.remote_user_id;
    config["username"] = request.username;
    if (contains(type.required, k_token.name)) config["token"] = request.token.reveal();
    if (contains(type.required, k_password.name)) config["password"] = request.password.reveal();
    return boost::json::serialize(config);
}

boost::json::object show_config(const secret& config) {
    boost::json::error_code problem;
    const auto stored = boost::json::parse(config.reveal(), problem);
    if (problem || !stored.is_object()) return {};
    return shown("", stored).as_object();
}

new_client parse_new_client(std::string_view json, std::uint64_t user_id) {
    const json_body body(json, {"type", "url", "name", "apiKey", "userID", "token", "username", "password", "enabled"});

    new_client request;
    request.user_id = user_id;
    request.type = body.required_text("type");
    request.base_url = body.required_text("url");
    request.name = body.text("name").value_or("");
    request.api_key = body.text("apiKey").value_or("");
    request.remote_user_id = body.text("userID").value_or("");
    request.token = body.text("token").value_or("");
    request.username = body.text("username").value_or("");
    request.password = body.text("password").value_or("");
    request.enabled = body.flag("enabled").value_or(true);
    return request;
}

std::string base_url_of(const client& source) {
    const auto* details = source.shown_config.if_contains("details");
    const auto* core = details && details->is_object() ? details->get_object().if_contains("core") : nullptr;
    const auto* url = core && core->is_object() ? core->get_object().if_contains("baseURL") : nullptr;
    return url && url->is_string() ? std::string(url->get_string()) : "";
}

boost::json::object to_json(const client& source) {
    return {{"id", source.id},
            {"userID", source.user_id},
            {"category", source.category},
            {"type", source.type},
            {"name", source.name},
            {"isEnabled", source.enabled},
            {"config", source.shown_config},
            {"createdAt", source.created_at},
            {"updatedAt", source.updated_at}};
}

} // namespace sample_host
