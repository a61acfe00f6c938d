#include "plugin/core/media/mapped_item.hpp"

#include "plugin/core/media/clean_text.hpp"
#include "plugin/core/media/content_hash.hpp"
#include "plugin/core/media/item_data.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cmath>

namespace media_sync {

namespace {

// Bytes. Titles and names become parts of index keys, which PostgreSQL limits to 2,704.
constexpr std::size_t k_max_name = 500;
constexpr std::size_t k_max_prose = 64 * 1024;
constexpr std::size_t k_max_url = 2048;
constexpr std::size_t k_max_external_id = 255;
constexpr std::size_t k_max_words = 100; ///< genres, tags, ratings, external ids
constexpr std::size_t k_max_credits = 500;

void clean_name(std::string& text) {
    text = clean_text(text, k_max_name);
}
void clean_prose(std::string& text) {
    text = clean_text(text, k_max_prose);
}

// Half a URL leads nowhere.
void clean_url(std::string& text) {
    text = clean_text(text);
    if (text.size() > k_max_url) text.clear();
}

void clean_words(std::vector<std::string>& words) {
    std::ranges::for_each(words, clean_name);

    // In the server's order, each once.
    std::vector<std::string> kept;
    for (auto& word : words) {
        if (word.empty() || kept.size() == k_max_words || std::ranges::find(kept, word) != kept.end()) continue;
        kept.push_back(std::move(word));
    }
    words = std::move(kept);
}

// Sorted, because servers give them in any order and the order says nothing.
void clean_external_ids(std::vector<external_id>& ids) {
    for (auto& id : ids) {
        id.source = clean_text(id.source);
        id.id = clean_text(id.id);
    }
    std::erase_if(ids, [](const external_id& id) {
        return id.source.empty() || id.id.empty() || id.source.size() > k_max_external_id ||
               id.id.size() > k_max_external_id;
    });
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (ids.size() > k_max_words) ids.resize(k_max_words);
}

void clean_ratings(std::vector<rating>& ratings) {
    // JSON has no spelling for infinity and not-a-number.
    std::erase_if(ratings, [](const rating& rating) { return !std::isfinite(rating.value); });
    if (ratings.size() > k_max_words) ratings.resize(k_max_words);
    for (auto& rating : ratings)
        clean_name(rating.source);
}

void clean_credits(std::vector<credit>& credits) {
    if (credits.size() > k_max_credits) credits.resize(k_max_credits);
    for (auto& credit : credits) {
        clean_name(credit.name);
        clean_name(credit.role);
        clean_name(credit.character);
        clean_url(credit.photo);
    }
}

std::chrono::year year_of(time_point time) {
    return std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(time)}.year();
}

// Go refuses to read a year of more than four digits, and takes the year 1 for "unknown".
void clean_time(std::optional<time_point>& time) {
    if (time && (year_of(*time) <= std::chrono::year{1} || year_of(*time) > std::chrono::year{9999})) time.reset();
}

void clean_year(std::optional<int>& year) {
    if (year && (*year <= 0 || *year > 9999)) year.reset();
}

void clean_details(item_details& details) {
    clean_name(details.title);
    clean_prose(details.description);
    clean_time(details.release_date);
    clean_time(details.added_at);
    clean_time(details.updated_at);
    clean_year(details.release_year);
    if (!details.release_year && details.release_date) details.release_year = int(year_of(*details.release_date));
    clean_words(details.genres);
    clean_words(details.tags);
    clean_name(details.studio);
    clean_external_ids(details.external_ids);
    clean_name(details.content_rating);
    clean_name(details.language);
    clean_ratings(details.ratings);
    clean_url(details.artwork.poster);
    clean_url(details.artwork.background);
    clean_url(details.artwork.banner);
    clean_url(details.artwork.thumbnail);
    clean_url(details.artwork.logo);
    if (details.duration_seconds && *details.duration_seconds < 0) details.duration_seconds.reset();
}

void clean_facts(movie_facts& movie) {
    clean_url(movie.trailer_url);
    clean_name(movie.resolution);
    clean_name(movie.video_codec);
    clean_name(movie.audio_codec);
}
void clean_facts(series_facts& series) {
    clean_name(series.status);
    clean_name(series.network);
}
void clean_facts(season_facts& season) {
    clean_name(season.series_name);
}
void clean_facts(episode_facts& episode) {
    clean_name(episode.series_name);
}
void clean_facts(artist_facts& artist) {
    clean_prose(artist.biography);
    clean_year(artist.end_year);
}
void clean_facts(album_facts& album) {
    clean_name(album.artist_name);
}
void clean_facts(track_facts& track) {
    clean_name(track.album_name);
    clean_name(track.artist_name);
    clean_name(track.composer);
    clean_prose(track.lyrics);
}
void clean_facts(playlist_facts& playlist) {
    clean_name(playlist.owner_name);
}
void clean_facts(collection_facts&) {}

// One overload per type names the items that its `data` refers to.

using references = std::vector<item_reference>;

references references_of(const movie_facts&) {
    return {};
}
references references_of(const series_facts&) {
    return {};
}
references references_of(const artist_facts&) {
    return {};
}
references references_of(const season_facts& season) {
    return {{"seriesID", item_type::series, season.series_source_id}};
}
references references_of(const episode_facts& episode) {
    return {{"seriesID", item_type::series, episode.series_source_id},
            {"seasonID", item_type::season, episode.season_source_id}};
}
references references_of(const album_facts& album) {
    return {{"artistID", item_type::artist, album.artist_source_id}};
}
references references_of(const track_facts& track) {
    return {{"albumID", item_type::album, track.album_source_id},
            {"artistID", item_type::artist, track.artist_source_id}};
}
references references_of(const std::vector<list_entry>& entries) {
    references found;
    for (const auto& entry : entries)
        found.push_back({"itemID", entry.type, entry.source_id, clean_text(entry.title)});
    return found;
}
references references_of(const playlist_facts& playlist) {
    return references_of(playlist.entries);
}
references references_of(const collection_facts& collection) {
    return references_of(collection.entries);
}

// Where an item stands in the one it belongs to.

template <class Facts>
void number_item(mapped_item&, const Facts&) {}
void number_item(mapped_item& mapped, const season_facts& season) {
    mapped.number = season.season_number;
}
void number_item(mapped_item& mapped, const episode_facts& episode) {
    mapped.group_number = episode.season_number;
    mapped.number = episode.episode_number;
}
void number_item(mapped_item& mapped, const track_facts& track) {
    mapped.group_number = track.disc_number;
    mapped.number = track.track_number;
}

} // namespace

mapped_item map_item(media_item clean) {
    clean_details(clean.details);
    clean_credits(clean.credits);
    std::visit([](auto& facts) { clean_facts(facts); }, clean.facts);

    mapped_item mapped;
    mapped.type = clean.type();
    mapped.source_id = clean_text(clean.source_id);
    mapped.data = boost::json::serialize(item_data(clean));
    mapped.references = std::visit([](const auto& facts) { return references_of(facts); }, clean.facts);
    for (auto& reference : mapped.references)
        reference.source_id = clean_text(reference.source_id);
    std::visit([&](const auto& facts) { number_item(mapped, facts); }, clean.facts);
    mapped.title = std::move(clean.details.title);
    mapped.release_date = clean.details.release_date;
    mapped.release_year = clean.details.release_year;
    mapped.external_ids = std::move(clean.details.external_ids);
    mapped.content_hash = content_hash(mapped);
    return mapped;
}

} // namespace media_sync
