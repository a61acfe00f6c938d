#include "plugin/media_servers/client_config.hpp"

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/json_fields.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace media_sync {

namespace {

namespace json = boost::json;

std::string trimmed(const std::string& text) {
    constexpr auto k_space = " \t\r\n";
    const auto begin = text.find_first_not_of(k_space);
    if (begin == std::string::npos) return {};
    return text.substr(begin, text.find_last_not_of(k_space) - begin + 1);
}

// The configuration of one client, knowing how to complain about it.
class config_reader {
  public:
    explicit config_reader(const client_record& client) : client_(client) {
        json::error_code error;
        const auto document = json::parse(client.config.reveal(), error);
        if (error || !document.is_object()) throw complaint("is not a JSON object; save the client's settings again");
        root_ = document.get_object();
    }

    url base_url() const {
        const auto* details = object_field(root_, "details");
        const auto* core = details ? object_field(*details, "core") : nullptr;
        const auto text = core ? trimmed(text_field(*core, "baseURL")) : std::string();
        if (text.empty()) throw complaint("has no details.core.baseURL; enter the server's address");

        const auto parsed = url::parse(text);
        if (!parsed) throw complaint(fmt::format("has an unusable details.core.baseURL: {}", parsed.error().text));
        if (parsed->has_query()) throw complaint("has an unusable details.core.baseURL: it contains a question mark");
        return *parsed;
    }

    std::string required(std::string_view field) const {
        auto text = text_field(root_, field);
        if (text.empty()) throw complaint(fmt::format("has no {}; enter it in the client's settings", field));
        return text;
    }

    secret token(std::string_view field) const { return fit_for_header(field, required(field)); }

    secret api_key() const {
        const auto* details = object_field(root_, "details");
        auto key = details ? text_field(*details, "apiKey") : std::string();
        if (key.empty()) throw complaint("has no details.apiKey; create one on the server and enter it");
        return fit_for_header("details.apiKey", key);
    }

    std::string optional(std::string_view field) const { return trimmed(text_field(root_, field)); }

    void require_either(std::string_view field, std::string_view other) const {
        if (optional(field).empty() && optional(other).empty())
            throw complaint(fmt::format("has neither {} nor {}; enter one in the client's settings", field, other));
    }

  private:
    // In a header a line break would begin another one, and a quotation mark end a value.
    secret fit_for_header(std::string_view field, const std::string& untrimmed) const {
        auto text = trimmed(untrimmed);
        const auto fits = [](char c) { return c > ' ' && c <= '~' && c != '"' && c != '\\'; };
        if (text.empty() || !std::ranges::all_of(text, fits))
            throw complaint(
                fmt::format("has an unusable {}: it contains spaces or other characters that none has", field));
        return secret(std::move(text));
    }

    source_error complaint(std::string_view what) const {
        return source_error(fmt::format("The configuration of {} {}", name_of(client_), what));
    }

    const client_record& client_;
    json::object root_;
};

} // namespace

std::string name_of(const client_record& client) {
    if (client.name.empty()) return fmt::format("client {}", client.id);
    return fmt::format("client {} \"{}\"", client.id, client.name);
}

api_key_config read_api_key_config(const client_record& client) {
    const config_reader config(client);
    config.require_either("userID", "username");
    return {config.base_url(), config.api_key(), config.optional("userID"), config.optional("username")};
}

plex_config read_plex_config(const client_record& client) {
    const config_reader config(client);
    return {config.base_url(), config.token("token")};
}

subsonic_config read_subsonic_config(const client_record& client) {
    const config_reader config(client);
    return {config.base_url(), trimmed(config.required("username")), secret(config.required("password"))};
}

} // namespace media_sync
