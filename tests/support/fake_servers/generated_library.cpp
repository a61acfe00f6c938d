#include "support/fake_servers/generated_library.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <random>

namespace suasor::testing {

namespace {

constexpr std::array k_words{"Noční",     "Été",       "夜の道", "Über",   "Żółć",  "🎬 Take",
                             "Interlude", "9\" Nails", "R&B",    "100%25", "Alone", "back\\slash"};
constexpr std::array k_genres{"Drama", "Science Fiction", "Électronique", "Komödie"};
constexpr std::array k_jobs{"Actor", "GuestStar", "Director", "Writer"};
constexpr std::int64_t k_first_added = 1'600'000'000;

std::int64_t noon_of_june_15(int year) {
    const std::chrono::sys_days day = std::chrono::year(year) / 6 / 15;
    return std::chrono::seconds(day.time_since_epoch() + std::chrono::hours(12)).count();
}

class generator {
  public:
    generator(const library_size& size, std::uint32_t seed) : size_(size), random_(seed) {}

    generated_library take() {
        for (int i = 0; i < size_.movies; ++i)
            add_movie();
        for (int i = 0; i < size_.series; ++i)
            add_series();
        for (int i = 0; i < size_.artists; ++i)
            add_artist();
        for (int i = 0; i < size_.playlists; ++i)
            add_list(media_kind::playlist, playable_, size_.entries_per_playlist);
        for (int i = 0; i < size_.collections; ++i)
            add_list(media_kind::collection, collectable_, size_.entries_per_collection);
        return std::move(library_);
    }

  private:
    // Unlike std::uniform_int_distribution the same with every standard library.
    int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
    bool one_in(int count) { return below(count) == 0; }

    std::string words() {
        const std::string first = k_words[static_cast<std::size_t>(below(k_words.size()))];
        return first + ' ' + k_words[static_cast<std::size_t>(below(k_words.size()))];
    }

    // Valid until the next item is added.
    generated_item& add(media_kind kind, std::string title) {
        const int number = ++last_;
        auto& item = library_.items[number];
        item.kind = kind;
        item.number = number;
        item.title = std::move(title);
        item.added = k_first_added + number * std::int64_t{60};
        item.has_art = !one_in(4);
        if (one_in(5)) item.state.favorite = true;
        return item;
    }

    void describe(generated_item& item) {
        if (!one_in(4)) item.overview = words() + "\n\"" + words() + "\" & <b>more</b>.";
        if (!one_in(4)) item.year = 1950 + below(70);
        // Noon, so that no time zone moves the date.
        if (item.year != 0) item.released = noon_of_june_15(item.year);
        if (!one_in(3)) item.genres.push_back(k_genres[static_cast<std::size_t>(below(k_genres.size()))]);
        if (!one_in(3)) item.studio = words();
    }

    void review(generated_item& item) {
        if (!one_in(3)) item.community_rating = below(100) / 10.0;
        if (!one_in(3)) item.content_rating = "PG-13";
        if (one_in(3)) item.tags.push_back(words());
    }

    void cast(generated_item& item) {
        for (int i = below(4); i > 0; --i) {
            const std::string job = k_jobs[static_cast<std::size_t>(below(k_jobs.size()))];
            const bool acts = job == "Actor" || job == "GuestStar";
            item.credits.push_back({words(), job, acts ? words() : ""});
        }
    }

    void identify(generated_item& item, const std::string& source) {
        if (one_in(5)) return;
        const auto digits = std::to_string(1'000'000 + item.number);
        if (source == "imdb")
            item.external_ids.emplace_back(source, "tt" + digits);
        else if (source == "musicbrainz")
            item.external_ids.emplace_back(source, "5b11f4ce-a62d-471e-81fc-a69a8" + digits);
        else
            item.external_ids.emplace_back(source, digits);
    }

    void play(generated_item& item) {
        item.runtime_ms = 60'000 + below(7'000'000);
        if (one_in(3)) {
            item.state.played = true;
            item.state.play_count = 1 + below(5);
            item.state.last_played = k_first_added + below(30'000'000);
        } else if (one_in(6)) {
            item.state.position_ms = item.runtime_ms / 3;
            item.state.last_played = k_first_added + below(30'000'000);
        }
        if (one_in(6)) item.state.rating = below(21) / 2.0;
        playable_.push_back(item.number);
    }

    void add_movie() {
        auto& movie = add(media_kind::movie, words());
        describe(movie);
        review(movie);
        cast(movie);
        identify(movie, "imdb");
        identify(movie, "tmdb");
        play(movie);
        movie.video_codec = one_in(2) ? "hevc" : "h264";
        movie.audio_codec = "aac";
        movie.width = 1920;
        movie.height = 800 + below(280);
        collectable_.push_back(movie.number);
    }

    void add_series() {
        auto& series = add(media_kind::series, words());
        describe(series);
        review(series);
        cast(series);
        identify(series, "tvdb");
        identify(series, "imdb");
        const int number = series.number;
        collectable_.push_back(number);

        for (int s = 0; s < size_.seasons_per_series; ++s) {
            auto& season = add(media_kind::season, s == 0 ? "Specials" : "Season " + std::to_string(s));
            season.parent = number;
            season.index = s;
            if (!one_in(4)) season.overview = words();
            const int season_number = season.number;
            for (int e = 1; e <= size_.episodes_per_season; ++e)
                add_episode(number, season_number, s, e);
        }
    }

    void add_episode(int series, int season, int season_index, int index) {
        auto& episode = add(media_kind::episode, words());
        episode.parent = season;
        episode.grandparent = series;
        episode.parent_index = season_index;
        episode.index = index;
        describe(episode);
        cast(episode);
        identify(episode, "tvdb");
        play(episode);
    }

    void add_artist() {
        // Their names differ, because an artist without an id is known by its name.
        auto& artist = add(media_kind::artist, words() + ' ' + std::to_string(last_ + 1));
        if (!one_in(4)) artist.overview = words();
        identify(artist, "musicbrainz");
        const int number = artist.number;

        for (int a = 0; a < size_.albums_per_artist; ++a) {
            auto& album = add(media_kind::album, words() + ' ' + std::to_string(a));
            album.parent = number;
            describe(album);
            identify(album, "musicbrainz");
            const int album_number = album.number;
            for (int t = 0; t < size_.tracks_per_album; ++t) {
                auto& track = add(media_kind::track, words());
                track.parent = album_number;
                track.grandparent = number;
                track.index = t + 1;
                track.parent_index = 1 + t / 10;
                identify(track, "musicbrainz");
                play(track);
            }
        }
    }

    void add_list(media_kind kind, const std::vector<int>& from, int entries) {
        auto& list = add(kind, words());
        if (one_in(2)) list.overview = words();
        for (int i = 0; i < entries && !from.empty(); ++i) {
            const int entry = from[static_cast<std::size_t>(below(static_cast<int>(from.size())))];
            const bool repeats = std::ranges::find(list.entries, entry) != list.entries.end();
            if (kind == media_kind::playlist || !repeats) list.entries.push_back(entry);
        }
        // Whatever the dice say, an entry occurs twice.
        if (kind == media_kind::playlist && !list.entries.empty()) list.entries.push_back(list.entries.front());
    }

    const library_size size_;
    std::mt19937 random_;
    generated_library library_;
    int last_ = 0;
    std::vector<int> playable_;
    std::vector<int> collectable_;
};

} // namespace

generated_library generated_library::of(const library_size& size, std::uint32_t seed) {
    return generator(size, seed).take();
}

std::vector<const generated_item*> generated_library::of_kind(media_kind kind) const {
    std::vector<const generated_item*> found;
    for (const auto& [number, item] : items)
        if (item.kind == kind) found.push_back(&item);
    return found;
}

std::vector<const generated_item*> generated_library::children_of(int number) const {
    std::vector<const generated_item*> found;
    for (const auto& [each, item] : items)
        if (item.parent == number) found.push_back(&item);
    return found;
}

} // namespace suasor::testing
