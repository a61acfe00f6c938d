#include "plugin/core/media/item_data.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

namespace media_sync {

namespace {

namespace json = boost::json;

constexpr std::string_view k_unknown_time = "0001-01-01T00:00:00Z";

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

// Adds keys in order and leaves out those that have nothing to say, as Go's `omitempty` does.
class object_builder {
  public:
    void text(std::string_view key, std::string_view value) {
        if (!value.empty()) object_.emplace(view(key), view(value));
    }
    template <class Integer>
    void number(std::string_view key, const std::optional<Integer>& value) {
        if (value) object_.emplace(view(key), std::int64_t{*value});
    }
    void time(std::string_view key, const std::optional<time_point>& value) {
        if (value) text(key, suasor_timestamp(*value));
    }
    void flag(std::string_view key, bool value) {
        if (value) object_.emplace(view(key), true);
    }
    void texts(std::string_view key, const std::vector<std::string>& values) {
        if (!values.empty()) object_.emplace(view(key), json::array(values.begin(), values.end()));
    }
    template <class Container>
    void nested(std::string_view key, Container value) {
        if (!value.empty()) object_.emplace(view(key), std::move(value));
    }
    void always(std::string_view key, json::value value) { object_.emplace(view(key), std::move(value)); }

    json::object take() { return std::move(object_); }

  private:
    json::object object_;
};

json::array external_ids_json(const std::vector<external_id>& ids) {
    json::array array;
    for (const auto& id : ids)
        array.push_back({{"source", id.source}, {"id", id.id}});
    return array;
}

json::array ratings_json(const std::vector<rating>& ratings) {
    json::array array;
    for (const auto& rating : ratings) {
        json::object entry{{"source", rating.source}, {"value", rating.value}};
        if (rating.votes > 0) entry.emplace("votes", rating.votes);
        array.push_back(std::move(entry));
    }
    return array;
}

json::object artwork_json(const artwork& art) {
    object_builder object;
    object.text("poster", art.poster);
    object.text("background", art.background);
    object.text("banner", art.banner);
    object.text("thumbnail", art.thumbnail);
    object.text("logo", art.logo);
    return object.take();
}

json::object details_json(const item_details& details) {
    object_builder object;
    object.always("title", view(details.title));
    object.text("description", details.description);
    object.time("releaseDate", details.release_date);
    object.number("releaseYear", details.release_year);
    object.time("addedAt", details.added_at);
    object.time("updatedAt", details.updated_at);
    object.texts("genres", details.genres);
    object.texts("tags", details.tags);
    object.text("studio", details.studio);
    object.nested("externalIDs", external_ids_json(details.external_ids));
    object.text("contentRating", details.content_rating);
    object.text("language", details.language);
    object.nested("ratings", ratings_json(details.ratings));
    object.nested("artwork", artwork_json(details.artwork));
    object.number("durationSeconds", details.duration_seconds);
    return object.take();
}

json::array credits_json(const std::vector<credit>& credits) {
    json::array array;
    for (const auto& credit : credits) {
        object_builder object;
        object.always("name", view(credit.name));
        object.text("role", credit.role);
        object.text("character", credit.character);
        object.text("photo", credit.photo);
        object.flag("isCast", credit.is_cast);
        object.flag("isCrew", credit.is_crew);
        object.flag("isGuest", credit.is_guest);
        object.flag("isCreator", credit.is_creator);
        object.flag("isArtist", credit.is_artist);
        array.push_back(object.take());
    }
    return array;
}

double first_rating(const item_details& details) {
    return details.ratings.empty() ? 0.0 : details.ratings.front().value;
}

// One overload per type writes the keys beside `details`.

void add_facts(object_builder& object, const media_item& item, const movie_facts& movie) {
    object.nested("credits", credits_json(item.credits));
    object.text("trailerUrl", movie.trailer_url);
    object.text("resolution", movie.resolution);
    object.text("videoCodec", movie.video_codec);
    object.text("audioCodec", movie.audio_codec);
}

void add_facts(object_builder& object, const media_item& item, const series_facts& series) {
    object.always("episodeCount", series.episode_count.value_or(0));
    object.always("seasonCount", series.season_count.value_or(0));
    object.always("releaseYear", item.details.release_year.value_or(0));
    object.always("contentRating", view(item.details.content_rating));
    object.always("rating", first_rating(item.details));
    object.text("network", series.network);
    object.text("status", series.status);
    object.texts("genres", item.details.genres);
    object.nested("credits", credits_json(item.credits));
}

void add_facts(object_builder& object, const media_item& item, const season_facts& season) {
    object.always("episodeCount", season.episode_count.value_or(0));
    // Not written when unknown although Suasor always does: its 0 would say that these are the specials.
    object.number("seasonNumber", season.season_number);
    object.text("title", item.details.title);
    object.text("overview", item.details.description);
    object.nested("artwork", artwork_json(item.details.artwork));
    object.time("releaseDate", item.details.release_date);
    object.text("seriesName", season.series_name);
    object.nested("credits", credits_json(item.credits));
}

void add_facts(object_builder& object, const media_item& item, const episode_facts& episode) {
    object.number("number", episode.episode_number);
    object.number("seasonNumber", episode.season_number);
    object.text("showTitle", episode.series_name);
    object.nested("credits", credits_json(item.credits));
}

void add_facts(object_builder& object, const media_item& item, const artist_facts& artist) {
    object.always("albumCount", artist.album_count.value_or(0));
    object.number("trackCount", artist.track_count);
    object.text("biography", artist.biography);
    object.texts("genres", item.details.genres);
    if (!item.details.ratings.empty()) object.always("rating", first_rating(item.details));
    object.number("startYear", item.details.release_year);
    object.number("endYear", artist.end_year);
}

void add_facts(object_builder& object, const media_item& item, const album_facts& album) {
    object.always("artistName", view(album.artist_name));
    object.always("trackCount", album.track_count.value_or(0));
    object.nested("credits", credits_json(item.credits));
}

void add_facts(object_builder& object, const media_item& item, const track_facts& track) {
    object.always("albumName", view(track.album_name));
    object.text("albumTitle", track.album_name);
    object.number("duration", item.details.duration_seconds);
    object.text("artistName", track.artist_name);
    object.number("trackNumber", track.track_number);
    object.number("discNumber", track.disc_number);
    object.text("composer", track.composer);
    object.text("lyrics", track.lyrics);
    object.nested("credits", credits_json(item.credits));
}

json::array entries_json(const std::vector<list_entry>& entries) {
    json::array array;
    for (const auto& entry : entries)
        array.push_back({{"type", view(to_string(entry.type))},
                         {"position", static_cast<std::int64_t>(array.size())},
                         {"lastChanged", view(k_unknown_time)}});
    return array;
}

// Suasor keeps a list with all that it is one level deeper than other items.
json::object list_json(const media_item& item, const std::vector<list_entry>& entries, bool is_public, bool is_smart) {
    const auto& modified = item.details.updated_at;
    return {{"details", details_json(item.details)},
            {"items", entries_json(entries)},
            {"itemCount", static_cast<std::int64_t>(entries.size())},
            {"ownerId", 0},
            {"originClientId", 0},
            {"isPublic", is_public},
            {"sharedWith", json::array{}},
            {"lastSynced", view(k_unknown_time)},
            {"lastModified", modified ? suasor_timestamp(*modified) : std::string(k_unknown_time)},
            {"modifiedBy", 0},
            {"isSmart", is_smart},
            {"smartCriteria", json::object{}},
            {"autoUpdateTime", view(k_unknown_time)}};
}

template <class Facts>
json::object data_of(const media_item& item, const Facts& facts) {
    object_builder object;
    object.always("details", details_json(item.details));
    add_facts(object, item, facts);
    return object.take();
}

json::object data_of(const media_item& item, const playlist_facts& playlist) {
    return {{"list", list_json(item, playlist.entries, playlist.is_public, playlist.is_smart)}};
}

json::object data_of(const media_item& item, const collection_facts& collection) {
    return {{"list", list_json(item, collection.entries, false, collection.is_smart)}};
}

} // namespace

std::string suasor_timestamp(time_point time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};

    auto text =
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(date.year()), unsigned(date.month()),
                    unsigned(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count());
    if (const auto fraction = clock.subseconds().count(); fraction != 0) {
        text += fmt::format(".{:06}", fraction);
        text.erase(text.find_last_not_of('0') + 1);
    }
    return text + 'Z';
}

boost::json::object item_data(const media_item& item) {
    return std::visit([&](const auto& facts) { return data_of(item, facts); }, item.facts);
}

} // namespace media_sync
