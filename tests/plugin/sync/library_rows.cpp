#include "library_rows.hpp"

#include <boost/json.hpp>

#include <cmath>
#include <cstdlib>
#include <tuple>

namespace media_sync::test {

namespace {

namespace json = boost::json;

using server_ids = std::map<std::int64_t, std::string>; // by media_items.id

json::value parsed(const suasor::testing::sql_value& text) {
    return text ? json::parse(*text) : json::value();
}

json::value number(const suasor::testing::sql_value& text) {
    return text ? json::value(std::stoll(*text)) : json::value();
}

json::value text(const suasor::testing::sql_value& value) {
    return value ? json::value(*value) : json::value();
}

void name_reference(json::object& object, const char* key, const server_ids& ids) {
    auto* value = object.if_contains(key);
    if (!value || !value->is_int64()) return;
    if (const auto found = ids.find(value->get_int64()); found != ids.end()) *value = found->second;
}

void name_ids(json::object& object, const char* key, const server_ids& ids) {
    auto* list = object.if_contains(key);
    if (!list) return;
    for (auto& id : list->as_array())
        if (const auto found = ids.find(id.as_int64()); found != ids.end()) id = found->second;
}

void name_references(json::value& data, const server_ids& ids) {
    auto& object = data.as_object();
    for (const auto* key : {"seriesID", "seasonID", "albumID", "artistID"})
        name_reference(object, key, ids);
    name_ids(object, "episodeIDs", ids);
    for (const auto& [parts, id, ids_within] : {std::tuple("seasons", "seasonID", "episodeIDs"),
                                                {"albums", "albumID", "trackIDs"},
                                                {"tracks", "trackID", ""}}) {
        auto* entries = object.if_contains(parts);
        if (!entries) continue;
        for (auto& entry : entries->as_array()) {
            name_reference(entry.as_object(), id, ids);
            name_ids(entry.as_object(), ids_within, ids);
        }
    }
    if (auto* list = object.if_contains("list"))
        for (auto& entry : list->at("items").as_array())
            name_reference(entry.as_object(), "itemID", ids);
}

// When it was synced is nobody's to foresee; that it is a time with a zone is.
json::value without_time(json::value sync_clients) {
    for (auto& entry : sync_clients.as_array()) {
        auto& synced = entry.as_object()["lastSynced"];
        if (synced.is_string() && synced.get_string().size() == 20 && synced.get_string().back() == 'Z')
            synced = "then";
    }
    return sync_clients;
}

json::value decimal(const suasor::testing::sql_value& text) {
    if (!text) return {};
    return std::round(std::strtod(text->c_str(), nullptr) * 1e6) / 1e6;
}

constexpr auto k_items = R"(
    SELECT s.item_type, s.client_item_id, m.id, m.type, m.title, m.release_year,
           to_char(m.release_date AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), m.external_ids, m.data, m.sync_clients,
           m.owner_id, m.is_public::int
    FROM media_item_sources s JOIN media_items m ON m.id = s.media_item_id
    WHERE s.client_id = $1 ORDER BY m.id)";

constexpr auto k_states = R"(
    SELECT s.item_type, s.client_item_id, d.type, to_char(d.played_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           to_char(d.last_played_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), d.is_favorite::int,
           d.is_disliked::int, d.user_rating, d.watchlist::int, d.played_percentage, d.play_count, d.position_seconds,
           d.duration_seconds, d.completed::int
    FROM user_media_item_data d JOIN media_item_sources s USING (media_item_id)
    WHERE s.client_id = $1 AND d.user_id = $2)";

} // namespace

json::value normalized(json::value value) {
    if (auto* array = value.if_array()) {
        for (auto& each : *array)
            each = normalized(std::move(each));
    } else if (auto* object = value.if_object()) {
        for (auto& [key, each] : *object)
            each = normalized(std::move(each));
    } else if (value.is_double() || value.is_uint64()) {
        const auto number = value.to_number<double>();
        if (number == std::floor(number)) value = static_cast<std::int64_t>(number);
    }
    return value;
}

row_map read_items(suasor::testing::sql_session& sql, std::uint64_t client) {
    const auto rows = sql.rows(k_items, {std::to_string(client)});
    server_ids ids;
    for (const auto& row : rows)
        ids.emplace(std::stoll(*row.at(2)), *row.at(1));

    row_map items;
    for (const auto& row : rows) {
        auto data = parsed(row.at(8));
        name_references(data, ids);
        json::object item{{"type", text(row.at(3))},
                          {"title", text(row.at(4))},
                          {"year", number(row.at(5))},
                          {"released", text(row.at(6))},
                          {"externalIDs", parsed(row.at(7))},
                          {"data", std::move(data)},
                          {"syncClients", without_time(parsed(row.at(9)))},
                          {"owner", number(row.at(10))},
                          {"public", number(row.at(11))}};
        items.emplace(item_name(*row.at(0), *row.at(1)), normalized(std::move(item)));
    }
    return items;
}

row_map read_states(suasor::testing::sql_session& sql, std::uint64_t client, std::uint64_t user) {
    row_map states;
    for (const auto& row : sql.rows(k_states, {std::to_string(client), std::to_string(user)})) {
        json::object state{
            {"type", text(row.at(2))},        {"firstPlayed", text(row.at(3))},   {"lastPlayed", text(row.at(4))},
            {"favorite", number(row.at(5))},  {"disliked", number(row.at(6))},    {"rating", decimal(row.at(7))},
            {"watchlist", number(row.at(8))}, {"percentage", decimal(row.at(9))}, {"plays", number(row.at(10))},
            {"position", number(row.at(11))}, {"duration", number(row.at(12))},   {"completed", number(row.at(13))}};
        const auto added = states.emplace(item_name(*row.at(0), *row.at(1)), normalized(std::move(state)));
        if (!added.second) added.first->second = "more than one row";
    }
    return states;
}

row_map without_parts(row_map rows) {
    for (auto& [name, row] : rows) {
        auto& data = row.as_object().at("data").as_object();
        for (const auto* key : {"seasons", "episodeIDs", "albums", "tracks"})
            data.erase(key);
    }
    return rows;
}

std::string differences(const row_map& expected, const row_map& found) {
    constexpr int most = 4;
    std::string text;
    int count = 0;
    const auto note = [&](const item_name& name, const std::string& what) {
        if (++count <= most) text += name.first + ' ' + name.second + ' ' + what + '\n';
    };
    for (const auto& [name, row] : expected) {
        const auto other = found.find(name);
        if (other == found.end())
            note(name, "is missing");
        else if (other->second != row)
            note(name, "should be\n  " + json::serialize(row) + "\nand is\n  " + json::serialize(other->second));
    }
    for (const auto& [name, row] : found)
        if (!expected.contains(name)) note(name, "should not be there: " + json::serialize(row));
    if (count > most) text += "and " + std::to_string(count - most) + " more\n";
    return text;
}

} // namespace media_sync::test
