#include "movie_library.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>

namespace media_sync::bench {

namespace {

constexpr std::array k_words{"river",  "silent", "north",  "lantern", "winter",   "harbour", "glass", "machine",
                             "garden", "letter", "stone",  "velvet",  "distance", "brother", "salt",  "cathedral",
                             "orange", "signal", "thread", "island",  "morning",  "engine",  "crown", "whisper"};

// splitmix64: https://prng.di.unimi.it/splitmix64.c
class dice {
  public:
    explicit dice(std::uint64_t seed) : state_(seed) {}

    std::uint64_t roll(std::uint64_t sides) {
        auto z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return (z ^ (z >> 31)) % sides;
    }
    std::string words(int count) {
        std::string text;
        for (int i = 0; i < count; ++i)
            text += (i == 0 ? "" : " ") + std::string(k_words[roll(k_words.size())]);
        return text;
    }

  private:
    std::uint64_t state_;
};

credit make_credit(dice& chance, const char* role) {
    credit person;
    person.name = chance.words(2);
    person.role = role;
    person.is_cast = true;
    person.character = chance.words(1);
    return person;
}

} // namespace

media_item make_movie(int number) {
    dice chance(static_cast<std::uint64_t>(number));
    media_item movie;
    movie.source_id = fmt::format("{:032x}", number);

    auto& details = movie.details;
    details.title = fmt::format("{} {}", chance.words(3), number);
    details.description = chance.words(60);
    details.release_year = 1950 + static_cast<int>(chance.roll(75));
    details.release_date = std::chrono::sys_days(std::chrono::year(*details.release_year) / 3 / 1);
    details.added_at = time_point(std::chrono::seconds(1'500'000'000 + number));
    details.genres = {chance.words(1), chance.words(1)};
    details.studio = chance.words(2);
    details.external_ids = {{"imdb", fmt::format("tt{:08}", number)}, {"tmdb", std::to_string(number)}};
    details.content_rating = "PG-13";
    details.ratings = {{"community", static_cast<double>(chance.roll(100)) / 10}};
    details.artwork.poster = fmt::format("http://media.example/Items/{:032x}/Images/Primary", number);
    details.duration_seconds = 3600 + static_cast<std::int64_t>(chance.roll(3600));

    movie.credits = {make_credit(chance, "Actor"), make_credit(chance, "Actor"), make_credit(chance, "Actor")};
    movie.facts = movie_facts{"", "1080p", "h264", "aac"};
    return movie;
}

std::vector<media_item> make_movies(int count) {
    std::vector<media_item> movies;
    for (int number = 1; number <= count; ++number)
        movies.push_back(make_movie(number));
    return movies;
}

} // namespace media_sync::bench
