#include "database/clients.hpp"
#include "database/json_body.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace sample_host {
namespace {

struct credential {
    std::string new_client::*field;
    std::string_view name;
};

constexpr credential k_api_key{&new_client::api_key, "API key"};
constexpr credential k_remote_user{&new_client::remote_user_id, "user id"};
constexpr credential k_token{&new_client::token, "token"};
constexpr credential k_username{&new_client::username, "username"};
constexpr credential k_password{&new_client::password, "password"};
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

[[noreturn]] void refuse(const std::string& text) {
    throw suasor::error(SUASOR_E_INVALID_ARGUMENT, text);
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
        const bool given = !(request.*each.field).empty();
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

std::string name_of(const new_client& request) {
    return request.name.empty() ? std::string(type_named(request.type).display_name) : request.name;
}

bool is_secret(std::string_view key) {
    std::string lower(key);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    for (const auto* word : {"apikey", "token", "password", "secret"})
        if (lower.find(word) != std::string::npos) return true;
    return false;
}

boost::json::value redacted(const boost::json::value& source) {
    if (const auto* array = source.if_array()) {
        boost::json::array copy;
        for (const auto& each : *array)
            copy.push_back(redacted(each));
        return copy;
    }
    const auto* object = source.if_object();
    if (!object) return source;

    boost::json::object copy;
    for (const auto& [key, value] : *object) {
        const bool hide = is_secret(key) && !value.is_null() && value != boost::json::value("");
        copy[key] = hide ? boost::json::value("***") : redacted(value);
    }
    return copy;
}

} // namespace

boost::json::object client_config(const new_client& request) {
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
    if (has_api_key) details["apiKey"] = request.api_key;
    details["ssl"] = url.starts_with("https://");

    boost::json::object config{{"details", std::move(details)}};
    if (has_api_key) config["userID"] = request.remote_user_id;
    config["username"] = request.username;
    if (contains(type.required, k_token.name)) config["token"] = request.token;
    if (contains(type.required, k_password.name)) config["password"] = request.password;
    return config;
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

boost::json::object to_json(const client& source) {
    return {{"id", source.id},
            {"userID", source.user_id},
            {"category", source.category},
            {"type", source.type},
            {"name", source.name},
            {"isEnabled", source.enabled},
            {"config", redacted(source.config)},
            {"createdAt", source.created_at},
            {"updatedAt", source.updated_at}};
}

} // namespace sample_host
