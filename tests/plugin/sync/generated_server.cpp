#include "generated_server.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <tuple>

namespace media_sync::test {

namespace json = boost::json;
using suasor::testing::library_size;

namespace {

constexpr std::array<const char*, 9> k_words{"movie", "series", "season",   "episode",   "artist",
                                             "album", "track",  "playlist", "collection"};

constexpr int k_in_a_family = 9; // a series or artist with all that belongs to it

library_size size_of(library_scale scale, sync_type about) {
    library_size size;
    if (scale == library_scale::small || scale == library_scale::small_pages) {
        size.movies = 15;
        size.series = size.playlists = size.collections = 3;
        size.artists = 4;
        return size;
    }
    if (scale == library_scale::three_pages) {
        size.movies = 450;
        size.series = 75;
        size.artists = 170;
        size.playlists = size.collections = 110;
        return size;
    }

    constexpr int large = k_large;
    size.movies = 20;
    size.entries_per_playlist = size.entries_per_collection = 2;
    switch (about) {
    case sync_type::series:
        size.series = large / k_in_a_family + 1;
        break;
    case sync_type::music:
        size.artists = large / k_in_a_family + 1;
        break;
    case sync_type::playlists:
        size.playlists = large;
        break;
    case sync_type::collections:
        size.collections = large;
        break;
    case sync_type::full:
        size.movies = 10'000;
        size.series = size.artists = 800;
        size.playlists = size.collections = 300;
        break;
    default:
        size.movies = large;
    }
    return size;
}

} // namespace

generated_library library_of(library_scale scale, sync_type about) {
    auto library = generated_library::of(size_of(scale, about));
    if (scale != library_scale::large || (about != sync_type::history && about != sync_type::favorites)) return library;
    for (auto& [number, item] : library.items) {
        item.state.favorite = item.state.played = true;
        item.state.position_ms = 0;
        item.state.play_count = 1 + number % 7;
        item.state.last_played = item.added;
    }
    return library;
}

generated_library library_of(int items, std::uint32_t seed) {
    library_size size;
    size.movies = items * 2 / 5;
    size.series = size.artists = items * 3 / 10 / k_in_a_family;
    size.playlists = size.collections = items / 200;
    return generated_library::of(size, seed);
}

const char* type_word(media_kind kind) {
    return k_words[static_cast<std::size_t>(kind)];
}

bool is_playable(media_kind kind) {
    return kind == media_kind::movie || kind == media_kind::episode || kind == media_kind::track;
}

std::string iso_time(std::int64_t epoch_seconds) {
    const auto time = static_cast<std::time_t>(epoch_seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

void put(json::object& object, const char* key, json::value value) {
    const bool empty = value.is_null() || (value.is_string() && value.get_string().empty()) ||
                       (value.is_array() && value.get_array().empty()) ||
                       (value.is_object() && value.get_object().empty());
    if (!empty) object[key] = std::move(value);
}

library_index::library_index(const generated_library& library) : library_(library) {
    for (const auto& [number, item] : library.items) {
        children_[item.parent].push_back(&item);
        ++grandchildren_[item.grandparent];
    }
}

std::int64_t library_index::children_of(const generated_item& item) const {
    const auto found = children_.find(item.number);
    return found == children_.end() ? 0 : static_cast<std::int64_t>(found->second.size());
}

std::vector<const generated_item*> library_index::parts_of(const generated_item& item) const {
    const auto found = children_.find(item.number);
    auto parts = found == children_.end() ? std::vector<const generated_item*>() : found->second;
    const auto place = [](const generated_item* part) {
        const bool numbered = part->index.has_value();
        const int disc = part->kind == media_kind::track ? part->parent_index.value_or(1) : 1;
        constexpr int unknown = 10'000; // comes last
        return std::tuple(disc, part->index.value_or(0), numbered || part->year != 0 ? part->year : unknown,
                          part->title);
    };
    std::ranges::sort(parts, {}, place);
    return parts;
}

std::int64_t library_index::grandchildren_of(const generated_item& item) const {
    const auto found = grandchildren_.find(item.number);
    return found == grandchildren_.end() ? 0 : found->second;
}

std::vector<const generated_item*> library_index::entries_of(const generated_item& list) const {
    std::vector<const generated_item*> entries;
    for (const int number : list.entries)
        if (const auto found = library_.items.find(number); found != library_.items.end())
            entries.push_back(&found->second);
    return entries;
}

std::vector<std::pair<std::string, std::string>> generated_server::external_ids_of(const generated_item& item) const {
    auto ids = item.external_ids;
    std::ranges::sort(ids);
    return ids;
}

json::array generated_server::ids_of_parts(const library_index& index, const generated_item& item) const {
    json::array ids;
    for (const auto* part : index.parts_of(item))
        ids.push_back(json::value(id_of(part->number)));
    return ids;
}

json::object generated_server::data_of(const library_index& index, const generated_item& item) const {
    const auto details = details_of(index, item);
    json::object data{{"details", details}};
    const auto refer = [&](const char* key, int number) { data[key] = id_of(number); };
    const auto list_parts = [&](const char* key, auto&& entry_of) {
        json::array entries;
        for (const auto* part : index.parts_of(item))
            entries.push_back(entry_of(*part));
        put(data, key, std::move(entries));
    };

    switch (item.kind) {
    case media_kind::series:
        data["episodeCount"] = index.grandchildren_of(item);
        data["seasonCount"] = index.children_of(item);
        data["releaseYear"] = item.year;
        data["contentRating"] = item.content_rating;
        data["rating"] = item.community_rating;
        put(data, "network", json::value(item.studio));
        put(data, "genres", json::value_from(item.genres));
        list_parts("seasons", [&](const generated_item& season) {
            return json::object{{"seasonNumber", *season.index},
                                {"seasonID", id_of(season.number)},
                                {"episodeIDs", ids_of_parts(index, season)}};
        });
        break;
    case media_kind::season:
        refer("seriesID", item.parent);
        data["episodeCount"] = index.children_of(item);
        data["seasonNumber"] = *item.index;
        data["title"] = item.title;
        put(data, "overview", json::value(item.overview));
        if (const auto* art = details.if_contains("artwork")) data["artwork"] = *art;
        data["seriesName"] = index.title_of(item.parent);
        put(data, "episodeIDs", ids_of_parts(index, item));
        break;
    case media_kind::episode:
        refer("seriesID", item.grandparent);
        refer("seasonID", item.parent);
        data["number"] = *item.index;
        data["seasonNumber"] = *item.parent_index;
        data["showTitle"] = index.title_of(item.grandparent);
        break;
    case media_kind::artist:
        data["albumCount"] = index.children_of(item);
        put(data, "biography", json::value(item.overview));
        put(data, "genres", json::value_from(item.genres));
        list_parts("albums", [&](const generated_item& album) {
            return json::object{
                {"albumID", id_of(album.number)}, {"albumName", album.title}, {"trackIDs", ids_of_parts(index, album)}};
        });
        break;
    case media_kind::album:
        refer("artistID", item.parent);
        data["artistName"] = index.title_of(item.parent);
        data["trackCount"] = index.children_of(item);
        list_parts("tracks", [&](const generated_item& track) {
            return json::object{{"number", *track.index}, {"title", track.title}, {"trackID", id_of(track.number)}};
        });
        break;
    case media_kind::track:
        refer("albumID", item.parent);
        refer("artistID", item.grandparent);
        data["albumName"] = index.title_of(item.parent);
        data["albumTitle"] = index.title_of(item.parent);
        data["artistName"] = index.title_of(item.grandparent);
        data["duration"] = details.at("durationSeconds");
        data["trackNumber"] = *item.index;
        data["discNumber"] = *item.parent_index;
        break;
    default:
        break;
    }
    put(data, "credits", credits_of(item));
    add_facts(data, index, item);
    return data;
}

json::object generated_server::list_of(const library_index& index, const generated_item& list, std::uint64_t client,
                                       std::uint64_t owner) const {
    auto details = details_of(index, list);
    const auto* updated = details.if_contains("updatedAt");
    json::object data{{"ownerId", owner},
                      {"originClientId", client},
                      {"isPublic", false},
                      {"sharedWith", json::array{}},
                      {"lastSynced", "0001-01-01T00:00:00Z"},
                      {"lastModified", updated ? *updated : json::value("0001-01-01T00:00:00Z")},
                      {"modifiedBy", 0},
                      {"isSmart", is_smart(list)},
                      {"smartCriteria", json::object{}},
                      {"autoUpdateTime", "0001-01-01T00:00:00Z"}};
    data["details"] = std::move(details);

    json::array entries;
    for (const auto* entry : index.entries_of(list))
        entries.push_back({{"itemID", json::value(id_of(entry->number))},
                           {"type", type_word(entry->kind)},
                           {"position", static_cast<std::int64_t>(entries.size())},
                           {"lastChanged", "0001-01-01T00:00:00Z"}});
    data["itemCount"] = static_cast<std::int64_t>(entries.size());
    data["items"] = std::move(entries);
    return {{"list", std::move(data)}};
}

row_map generated_server::items(std::uint64_t client, std::uint64_t owner) const {
    const auto library = server().library();
    const library_index index(library);
    row_map rows;
    for (const auto& [number, item] : library.items) {
        const bool is_list = item.kind == media_kind::playlist || item.kind == media_kind::collection;
        json::array ids;
        for (const auto& [source, id] : external_ids_of(item))
            ids.push_back({{"source", source}, {"id", id}});
        auto data = is_list ? list_of(index, item, client, owner) : data_of(index, item);
        const auto& details = is_list ? data.at("list").at("details") : data.at("details");
        const auto* released = details.as_object().if_contains("releaseDate");
        json::object row{{"type", type_word(item.kind)},
                         {"title", item.title},
                         {"year", item.year != 0 ? json::value(item.year) : json::value()},
                         {"released", released ? *released : json::value()},
                         {"externalIDs", ids.empty() ? json::value() : json::value(std::move(ids))},
                         {"syncClients", json::array{{{"clientID", client},
                                                      {"clientType", type()},
                                                      {"itemID", id_of(number)},
                                                      {"lastSynced", "then"},
                                                      {"syncStatus", "success"}}}},
                         {"owner", is_list ? owner : 0},
                         {"public", is_list ? 0 : 1}};
        row["data"] = std::move(data);
        rows.emplace(item_name(type_word(item.kind), id_of(number)), normalized(std::move(row)));
    }
    return rows;
}

row_map generated_server::states(bool history, bool favorites) const {
    const auto library = server().library();
    row_map rows;
    for (const auto& [number, item] : library.items) {
        auto state = state_of(item, history, favorites);
        if (!state) continue;
        (*state)["type"] = type_word(item.kind);
        (*state)["disliked"] = 0;
        (*state)["watchlist"] = 0;
        rows.emplace(item_name(type_word(item.kind), id_of(number)), normalized(std::move(*state)));
    }
    return rows;
}

namespace {

void remove_family(generated_library& library, int number) {
    std::erase_if(library.items, [&](const auto& entry) {
        const auto& item = entry.second;
        return item.number == number || item.parent == number || item.grandparent == number;
    });
}

// A new one that looks like a given one; its number.
int add_like(generated_library& library, const generated_item& model, int parent, int grandparent) {
    auto item = model;
    item.number = library.items.rbegin()->first + 1;
    item.title = "New " + std::to_string(item.number);
    item.external_ids.clear();
    item.state = {};
    item.added += 1'000'000;
    item.parent = parent;
    item.grandparent = grandparent;
    library.items.emplace(item.number, item);
    return item.number;
}

} // namespace

void generated_server::change_items() {
    server().change([](generated_library& library) {
        const auto first = [&](media_kind kind) -> generated_item& {
            return library.items.at(library.of_kind(kind).front()->number);
        };
        for (const auto kind :
             {media_kind::movie, media_kind::series, media_kind::artist, media_kind::playlist, media_kind::collection})
            remove_family(library, library.of_kind(kind).back()->number);

        const int series = add_like(library, first(media_kind::series), 0, 0);
        const int season = add_like(library, first(media_kind::season), series, 0);
        add_like(library, first(media_kind::episode), season, series);
        const int artist = add_like(library, first(media_kind::artist), 0, 0);
        const int album = add_like(library, first(media_kind::album), artist, 0);
        const int track = add_like(library, first(media_kind::track), album, artist);
        const int movie = add_like(library, first(media_kind::movie), 0, 0);
        const int playlist = add_like(library, first(media_kind::playlist), 0, 0);
        const int collection = add_like(library, first(media_kind::collection), 0, 0);
        library.items.at(playlist).entries = {track, movie, track};
        library.items.at(collection).entries = {movie};

        for (const auto kind : {media_kind::movie, media_kind::series, media_kind::season, media_kind::episode,
                                media_kind::artist, media_kind::album, media_kind::track})
            first(kind).title += " \"again\"";
        auto& changed = first(media_kind::playlist).entries;
        std::rotate(changed.begin(), changed.begin() + 1, changed.end());
        first(media_kind::collection).entries.push_back(movie);
    });
}

void generated_server::change_states() {
    server().change([](generated_library& library) {
        const auto find = [&](auto&& fits) -> generated_item& {
            for (auto& [number, item] : library.items)
                if (item.kind == media_kind::movie && fits(item.state)) return item;
            throw std::logic_error("the library has no film in that state");
        };
        using suasor::testing::generated_state;
        auto& fresh = find([](const generated_state& state) {
                          return !state.played && !state.favorite && state.position_ms == 0 && !state.rating;
                      }).state;
        ++find([](const generated_state& state) { return state.played; }).state.play_count;
        find([](const generated_state& state) { return state.favorite; }).state.favorite = false;

        fresh.played = fresh.favorite = true;
        fresh.play_count = 2;
        fresh.last_played = 1'700'000'000;
    });
}

} // namespace media_sync::test
