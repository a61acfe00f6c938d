#include "support/fake_servers/fake_base_items.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <sstream>

namespace suasor::testing {

namespace {

namespace json = boost::json;

constexpr std::array<const char*, 9> k_kinds{"Movie",      "Series", "Season",   "Episode", "MusicArtist",
                                             "MusicAlbum", "Audio",  "Playlist", "BoxSet"};
constexpr std::int64_t k_ticks_per_ms = 10'000;

// As .NET writes it, with seven digits of a fraction.
std::string timestamp(std::int64_t seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[64];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.0000000Z", &parts);
    return text;
}

// "imdb" -> "Imdb", "musicbrainz" -> "MusicBrainzAlbum"
std::string provider_of(const std::string& source, media_kind kind) {
    if (source == "musicbrainz")
        return kind == media_kind::artist  ? "MusicBrainzArtist"
               : kind == media_kind::album ? "MusicBrainzAlbum"
                                           : "MusicBrainzRecording";
    auto name = source;
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
}

// Every other band is history.
bool has_parted(const generated_item& artist) {
    return artist.number % 2 == 0;
}
constexpr std::int64_t k_parting = 645'451'200; // noon of 1990-06-15

class item_writer {
  public:
    item_writer(const generated_library& library, const generated_item& item, const base_item_view& view)
        : library_(library), item_(item), view_(view) {}

    json::object take() {
        const bool leaf = item_.runtime_ms != 0;
        object_["Name"] = item_.title;
        object_["ServerId"] = "b2cc8e1d7a4f4b6c9d0e";
        object_["Id"] = view_.id(item_.number);
        object_["Type"] = k_kinds[static_cast<std::size_t>(item_.kind)];
        object_["IsFolder"] = !leaf;
        object_["MediaType"] = item_.kind == media_kind::track ? "Audio" : leaf ? "Video" : "Unknown";
        object_["LocationType"] = "FileSystem";
        if (leaf) object_["RunTimeTicks"] = item_.runtime_ms * k_ticks_per_ms;
        if (item_.index) object_["IndexNumber"] = *item_.index;
        if (item_.parent_index) object_["ParentIndexNumber"] = *item_.parent_index;
        describe();
        relate();
        if (view_.images) show();
        if (view_.user_data) object_["UserData"] = user_data();
        return std::move(object_);
    }

  private:
    bool asked(const char* field) const { return view_.fields.contains(field); }
    bool told(const char* field) const { return !view_.emby || asked(field); }

    json::object named(const std::string& name, int number) const {
        return {{"Name", name}, {"Id", json::value(view_.id(number))}};
    }

    // A studio or genre, whose ids are no items'.
    json::object tagged(const std::string& name) const {
        const auto id = static_cast<int>(std::hash<std::string>{}(name) % 1'000'000);
        if (view_.emby) return {{"Name", name}, {"Id", id}};
        return named(name, id);
    }

    void describe() {
        if (told("ProductionYear") && item_.year != 0) object_["ProductionYear"] = item_.year;
        if (told("PremiereDate") && item_.released != 0) object_["PremiereDate"] = timestamp(item_.released);
        if (told("OfficialRating") && !item_.content_rating.empty()) object_["OfficialRating"] = item_.content_rating;
        if (told("CommunityRating") && item_.community_rating != 0) object_["CommunityRating"] = item_.community_rating;
        if (asked("DateCreated")) object_["DateCreated"] = timestamp(item_.added);
        if (asked("Overview") && !item_.overview.empty()) object_["Overview"] = item_.overview;
        if (asked("Genres")) object_["Genres"] = json::value_from(item_.genres);
        if (asked("Tags")) write_tags();
        if (asked("Studios")) {
            json::array studios;
            if (!item_.studio.empty()) studios.push_back(tagged(item_.studio));
            object_["Studios"] = std::move(studios);
        }
        if (asked("ProviderIds")) write_provider_ids();
        if (asked("People")) write_people();
        if (asked("MediaStreams") && !item_.video_codec.empty())
            object_["MediaStreams"] = json::array{
                json::object{{"Type", "Audio"}, {"Codec", item_.audio_codec}, {"Index", 1}},
                json::object{
                    {"Type", "Video"}, {"Codec", item_.video_codec}, {"Width", item_.width}, {"Height", item_.height}}};
        if (asked("RemoteTrailers") && item_.kind == media_kind::movie)
            object_["RemoteTrailers"] =
                json::array{json::object{{"Url", "https://videos.example/" + std::to_string(item_.number)}}};
        if (item_.kind == media_kind::series && told("Status")) object_["Status"] = "Ended";
    }

    void write_tags() {
        json::array tags;
        for (const auto& tag : item_.tags)
            tags.push_back(view_.emby ? json::value(tagged(tag)) : json::value(tag));
        object_[view_.emby ? "TagItems" : "Tags"] = std::move(tags);
    }

    void write_provider_ids() {
        json::object ids;
        for (const auto& [source, id] : item_.external_ids)
            ids[provider_of(source, item_.kind)] = id;
        // Those of others, which real servers mix in.
        if (item_.kind == media_kind::album || item_.kind == media_kind::track)
            ids["MusicBrainzAlbumArtist"] = "of-the-artist";
        if (item_.kind == media_kind::track) ids["MusicBrainzAlbum"] = "of-the-album";
        if (item_.kind == media_kind::movie) ids["TmdbCollection"] = "8945";
        object_["ProviderIds"] = std::move(ids);
    }

    void write_people() {
        json::array people;
        for (const auto& credit : item_.credits) {
            json::object person{{"Name", credit.name}, {"Id", view_.id(1)}, {"Type", credit.job}};
            if (!credit.character.empty()) person["Role"] = credit.character;
            if (credit.job == "Director") person["PrimaryImageTag"] = "face";
            people.push_back(std::move(person));
        }
        object_["People"] = std::move(people);
    }

    void relate() {
        const auto children = [&] { return static_cast<std::int64_t>(library_.children_of(item_.number).size()); };
        switch (item_.kind) {
        case media_kind::series: {
            if (asked("ChildCount")) object_["ChildCount"] = children();
            std::size_t episodes = 0;
            if (asked("RecursiveItemCount"))
                for (const auto* season : library_.children_of(item_.number))
                    episodes += library_.children_of(season->number).size();
            if (asked("RecursiveItemCount")) object_["RecursiveItemCount"] = episodes;
            break;
        }
        case media_kind::season:
            object_["SeriesId"] = view_.id(item_.parent);
            object_["SeriesName"] = title_of(item_.parent);
            if (asked("ChildCount")) object_["ChildCount"] = children();
            break;
        case media_kind::episode:
            object_["SeriesId"] = view_.id(item_.grandparent);
            object_["SeriesName"] = title_of(item_.grandparent);
            object_["SeasonId"] = view_.id(item_.parent);
            object_["SeasonName"] = title_of(item_.parent);
            break;
        case media_kind::artist:
            if (asked("ItemCounts")) {
                object_["AlbumCount"] = children();
                std::size_t songs = 0;
                for (const auto* album : library_.children_of(item_.number))
                    songs += library_.children_of(album->number).size();
                object_["SongCount"] = songs;
            }
            if (has_parted(item_)) object_["EndDate"] = timestamp(k_parting);
            break;
        case media_kind::album:
            object_["AlbumArtist"] = title_of(item_.parent);
            object_["AlbumArtists"] = json::array{named(title_of(item_.parent), item_.parent)};
            if (asked("ChildCount")) object_["ChildCount"] = children();
            break;
        case media_kind::track:
            object_["Album"] = title_of(item_.parent);
            object_["AlbumId"] = view_.id(item_.parent);
            object_["AlbumArtist"] = title_of(item_.grandparent);
            object_["AlbumArtists"] = json::array{named(title_of(item_.grandparent), item_.grandparent)};
            object_["Artists"] = json::array{json::value(title_of(item_.grandparent))};
            object_["ArtistItems"] = json::array{named(title_of(item_.grandparent), item_.grandparent)};
            break;
        default:
            break;
        }
    }

    // Of an item that may have vanished.
    std::string title_of(int number) const {
        const auto found = library_.items.find(number);
        return found == library_.items.end() ? "" : found->second.title;
    }

    void show() {
        json::object tags;
        if (item_.has_art && item_.kind != media_kind::track) tags["Primary"] = "p" + std::to_string(item_.number);
        object_["ImageTags"] = std::move(tags);
        object_["BackdropImageTags"] = item_.has_art ? json::array{"b " + std::to_string(item_.number)} : json::array{};
        if (item_.kind == media_kind::track && item_.has_art)
            object_["AlbumPrimaryImageTag"] = "p" + std::to_string(item_.parent);
    }

    json::object user_data() const {
        const auto& state = item_.state;
        json::object data{{"PlaybackPositionTicks", state.position_ms * k_ticks_per_ms},
                          {"IsFavorite", state.favorite},
                          {"Played", state.played},
                          {"Key", std::to_string(item_.number)}};
        if (told("UserDataPlayCount")) data["PlayCount"] = state.play_count;
        if (told("UserDataLastPlayedDate") && state.last_played != 0)
            data["LastPlayedDate"] = timestamp(state.last_played);
        if (state.rating) data["Rating"] = *state.rating;
        if (state.position_ms != 0)
            data["PlayedPercentage"] =
                100.0 * static_cast<double>(state.position_ms) / static_cast<double>(item_.runtime_ms);
        return data;
    }

    const generated_library& library_;
    const generated_item& item_;
    const base_item_view& view_;
    json::object object_;
};

bool fits(const generated_item& item, const base_item_selection& selection) {
    if (!selection.kinds.empty() && !selection.kinds.contains(item.kind)) return false;
    if (selection.played && item.state.played != *selection.played) return false;
    if (selection.begun && item.state.position_ms == 0) return false;
    return !selection.liked || item.state.favorite;
}

} // namespace

std::vector<const generated_item*> select(const generated_library& library, const base_item_selection& selection) {
    std::vector<const generated_item*> found;
    if (selection.members_of != 0) {
        for (const int number : library.at(selection.members_of).entries)
            if (const auto entry = library.items.find(number); entry != library.items.end())
                found.push_back(&entry->second);
        return found;
    }
    for (const auto& [number, item] : library.items)
        if (fits(item, selection)) found.push_back(&item);
    if (selection.last_played_first)
        std::ranges::stable_sort(found, std::ranges::greater{},
                                 [](const generated_item* item) { return item->state.last_played; });
    return found;
}

media_kind kind_named(const std::string& word) {
    return static_cast<media_kind>(std::ranges::find(k_kinds, word) - k_kinds.begin());
}

std::string parameter(const received_request& request, const std::string& name) {
    const auto found = request.query.find(name);
    return found == request.query.end() ? std::string() : found->second;
}

std::set<std::string> words(const std::string& comma_separated) {
    std::set<std::string> found;
    std::istringstream in(comma_separated);
    for (std::string word; std::getline(in, word, ',');)
        found.insert(word);
    return found;
}

std::string hexadecimal_id(int number) {
    // In another order than the numbers.
    char text[33];
    std::snprintf(text, sizeof text, "%08x5eed000000005eed%08x", static_cast<unsigned>(number) * 2654435761u,
                  static_cast<unsigned>(number));
    return text;
}

std::string numeric_id(int number) {
    return std::to_string(number);
}

int number_of_hexadecimal_id(const std::string& id) {
    if (id.size() != 32) return 0;
    const auto number = static_cast<int>(std::strtol(id.c_str() + 24, nullptr, 16));
    return hexadecimal_id(number) == id ? number : 0;
}

int number_of_numeric_id(const std::string& id) {
    return std::atoi(id.c_str());
}

json::object base_item_json(const generated_library& library, const generated_item& item, const base_item_view& view) {
    return item_writer(library, item, view).take();
}

json::object base_item_list(const generated_library& library, const std::vector<const generated_item*>& items,
                            const base_item_view& view, const base_item_dialect& dialect, std::size_t start,
                            std::size_t limit, bool entries) {
    if (dialect.repeat_first_page) start = 0;
    const auto end = std::min(items.size(), start + std::min(limit, dialect.largest_page));
    json::array array;
    for (auto i = start; i < end; ++i) {
        auto object = base_item_json(library, *items[i], view);
        if (entries && dialect.entry_ids) object["PlaylistItemId"] = view.id(static_cast<int>(i) + 1);
        array.push_back(std::move(object));
    }
    const auto total = dialect.total.value_or(static_cast<std::int64_t>(items.size()));
    json::object list{{"Items", std::move(array)}, {"TotalRecordCount", total}};
    if (!view.emby) list["StartIndex"] = start;
    return list;
}

} // namespace suasor::testing
