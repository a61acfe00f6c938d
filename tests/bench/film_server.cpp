// A Jellyfin server of any number of films, each made when it is asked for, so that it needs no memory for them:
// `film_server FILMS` prints its address and serves until its standard input ends.

#include "movie_library.hpp"
#include "support/fake_servers/http_server.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <fmt/chrono.h>
#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <limits>

namespace {

namespace json = boost::json;
using media_sync::media_item;
using suasor::testing::http_server;
using suasor::testing::received_request;
using suasor::testing::scripted_response;

std::string timestamp(media_sync::time_point time) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.0000000Z", std::chrono::floor<std::chrono::seconds>(time));
}

json::object film(int number) {
    const auto movie = media_sync::bench::make_movie(number);
    const auto& details = movie.details;

    json::array people;
    for (const auto& person : movie.credits)
        people.push_back({{"Name", person.name}, {"Type", person.role}, {"Role", person.character}});
    return {{"Name", details.title},
            {"Id", movie.source_id},
            {"Type", "Movie"},
            {"Overview", details.description},
            {"ProductionYear", *details.release_year},
            {"PremiereDate", timestamp(*details.release_date)},
            {"DateCreated", timestamp(*details.added_at)},
            {"Genres", json::value_from(details.genres)},
            {"Studios", json::array{json::object{{"Name", details.studio}}}},
            {"ProviderIds", {{"Imdb", details.external_ids[0].id}, {"Tmdb", details.external_ids[1].id}}},
            {"OfficialRating", details.content_rating},
            {"CommunityRating", details.ratings[0].value},
            {"ImageTags", {{"Primary", "poster"}}},
            {"RunTimeTicks", *details.duration_seconds * 10'000'000},
            {"People", std::move(people)}};
}

int parameter(const received_request& request, const std::string& name, int otherwise) {
    const auto found = request.query.find(name);
    return found == request.query.end() ? otherwise : std::stoi(found->second);
}

// Number 1 comes first.
scripted_response list(const received_request& request, int films) {
    const auto start = std::clamp(parameter(request, "startIndex", 0), 0, films);
    const auto count = std::min(parameter(request, "limit", films), films - start);
    json::array items;
    for (int i = 1; i <= count; ++i)
        items.push_back(film(start + i));

    scripted_response response;
    response.headers = {{"Content-Type", "application/json; charset=utf-8"}};
    response.body =
        json::serialize(json::object{{"Items", std::move(items)}, {"TotalRecordCount", films}, {"StartIndex", start}});
    return response;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: " << argv[0] << " FILMS\n";
        return 2;
    }
    const auto films = std::atoi(argv[1]);
    const http_server server([&](const received_request& request) { return list(request, films); });
    std::cout << server.base_url() << std::endl;
    std::cin.ignore(std::numeric_limits<std::streamsize>::max());
    return 0;
}
