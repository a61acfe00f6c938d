#include "plugin/core/sync/sync_params.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace media_sync {

namespace {

problem invalid(std::string text) {
    return {errc::invalid_argument, std::move(text)};
}

result<client_id> read_client(const boost::json::value& value) {
    boost::system::error_code out_of_range;
    // Signed, as PostgreSQL has it.
    const auto id = value.is_number() ? value.to_number<std::int64_t>(out_of_range) : 0;
    if (out_of_range || id <= 0)
        return invalid("clientID must be a positive 64-bit integer, the id of a row in clients");
    return static_cast<client_id>(id);
}

result<sync_type> read_type(const boost::json::value& value) {
    if (const auto* word = value.if_string())
        if (const auto type = parse_sync_type(*word)) return *type;
    return invalid("syncType must be one of movies, series, music, history, favorites, collections, playlists, full");
}

} // namespace

result<sync_params> parse_sync_params(std::string_view json) {
    boost::system::error_code malformed;
    const auto document = boost::json::parse(boost::json::string_view(json.data(), json.size()), malformed);
    const auto* object = malformed ? nullptr : document.if_object();
    if (!object)
        return invalid("the parameters must be a JSON object such as {\"clientID\": 3, \"syncType\": \"music\"}");

    sync_params params;
    for (const auto& [key, value] : *object) {
        if (key == "clientID") {
            const auto client = read_client(value);
            if (!client) return client.error();
            params.client = *client;
        } else if (key == "syncType") {
            const auto type = read_type(value);
            if (!type) return type.error();
            params.type = *type;
        } else {
            return invalid(fmt::format("the parameter \"{}\" is not known; there are clientID and syncType",
                                       std::string_view(key.data(), key.size())));
        }
    }
    return params;
}

} // namespace media_sync
