#include "plex_fixture.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>

namespace media_sync {
namespace {

using suasor::testing::fake_plex;
using suasor::testing::generated_item;
using suasor::testing::generated_library;
using suasor::testing::http_server;
using suasor::testing::media_kind;
using suasor::testing::plex_dialect;
using suasor::testing::received_request;
using suasor::testing::scripted_response;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

const manual_cancel k_never;

std::set<std::string> ids_of(const media_page& page) {
    std::set<std::string> ids;
    for (const auto& item : page.items)
        ids.insert(item.source_id);
    return ids;
}

std::set<std::string> ids_of(const generated_library& library) {
    std::set<std::string> ids;
    for (const auto* movie : library.of_kind(media_kind::movie))
        ids.insert(fake_plex::id_of(movie->number));
    return ids;
}

// A server in small pages, whose library changes before the n-th page is made.
class PlexList : public ::testing::Test {
  protected:
    PlexList() { dialect_.largest_page = 5; }

    void change_after(int pages, std::function<void(generated_library&)> change) {
        server_.emplace(generated_library::of({.movies = 60}), dialect_);
        server_->inject({"all", -1, {}, false, [this, pages, change, page = 0](std::string&) mutable {
                             if (++page == pages) server_->change(change);
                         }});
    }

    // Everything that stayed on the server all the time is delivered, whatever comes twice.
    media_page expect_nothing_lost() {
        const auto page = sweep(*open_plex(server_->base_url()), item_type::movie);
        EXPECT_THAT(ids_of(page), IsSupersetOf(ids_of(server_->library())));
        return page;
    }

    plex_dialect dialect_;
    std::optional<fake_plex> server_;
};

TEST_F(PlexList, LosesNothingWhenItemsBeforeItVanish) {
    change_after(3, [](generated_library& library) {
        for (const int number : {1, 2, 4})
            library.items.erase(number);
    });

    expect_nothing_lost();
}

TEST_F(PlexList, LosesNothingWhenTheItemThatItStandsOnVanishesWithOthers) {
    // In section 1 are all whose number is no multiple of 3: the first three pages of 5, which overlap by one, end with 19.
    change_after(3, [](generated_library& library) {
        for (const int number : {16, 17, 19})
            library.items.erase(number);
    });

    expect_nothing_lost();
}

TEST_F(PlexList, LosesNothingWhenAllThatItHasReadVanishes) {
    change_after(3, [](generated_library& library) {
        for (int number = 1; number <= 21; ++number)
            library.items.erase(number);
    });

    expect_nothing_lost();
}

TEST_F(PlexList, EndsWhenTheWholeListVanishes) {
    change_after(3, [](generated_library& library) { library.items.clear(); });

    EXPECT_FALSE(expect_nothing_lost().items.empty());
}

TEST_F(PlexList, ReadsWhatAppearsAtTheEnd) {
    change_after(3, [](generated_library& library) {
        auto latest = library.at(60);
        latest.number = 61;
        library.items[61] = latest;
    });

    EXPECT_TRUE(ids_of(expect_nothing_lost()).contains("61"));
}

TEST_F(PlexList, LosesNothingWhenItemsAppearAtTheBeginning) {
    change_after(3, [](generated_library& library) {
        for (const int number : {-1, -2, -4, -5, -7, -8}) {
            auto earlier = library.at(1);
            earlier.number = number;
            library.items[number] = earlier;
        }
    });

    const auto page = sweep(*open_plex(server_->base_url()), item_type::movie);

    EXPECT_GE(ids_of(page).size(), 60u);
}

TEST_F(PlexList, GoesOnInAnotherProcessThoughItemsHaveVanishedMeanwhile) {
    server_.emplace(generated_library::of({.movies = 60}), dialect_);
    media_page all;
    int pages = 0;
    for (std::optional<std::string> cursor = ""; cursor; ++pages) {
        auto page = open_plex(server_->base_url())->next_page(item_type::movie, *cursor, k_never);
        std::ranges::move(page.items, std::back_inserter(all.items));
        cursor = page.next;
        if (pages != 2) continue;
        server_->change([](generated_library& library) {
            for (const int number : {1, 2, 4})
                library.items.erase(number);
        });
    }

    EXPECT_THAT(ids_of(all), IsSupersetOf(ids_of(server_->library())));
}

TEST_F(PlexList, IsReadToItsEndWhateverTheTotalSays) {
    for (const std::int64_t total : {-1, 0, 7, 1000}) {
        SCOPED_TRACE(total);
        dialect_.total = total;
        server_.emplace(generated_library::of({.movies = 60}), dialect_);

        EXPECT_EQ(expect_nothing_lost().items.size(), 60u);
        const auto count = open_plex(server_->base_url())->count(item_type::movie, k_never);
        EXPECT_EQ(count.has_value(), total >= 0);
    }
}

TEST_F(PlexList, ThatRepeatsItsFirstPageIsReportedAndNotBelieved) {
    dialect_.repeat_first_page = true;
    server_.emplace(generated_library::of({.movies = 60}), dialect_);

    EXPECT_THAT(
        source_error_of([&] { sweep(*open_plex(server_->base_url()), item_type::movie); }),
        AllOf(HasSubstr("Plex server \"Home\": /library/sections/1/all gives the same 5 elements for every offset"),
              HasSubstr("update the server")));
}

TEST_F(PlexList, ThatRepeatsAShortPageIsReadToItsEnd) {
    dialect_.repeat_first_page = true;
    dialect_.largest_page = 500;
    server_.emplace(generated_library::of({.movies = 60}), dialect_);

    EXPECT_EQ(expect_nothing_lost().items.size(), 60u);
}

TEST_F(PlexList, TakesItemsThatAreListedTwice) {
    const auto element = [](int number) {
        return R"({"ratingKey": ")" + std::to_string(number) + R"(", "title": "A"})";
    };
    // 1 to 8, with 3 and 4 once more on a later page.
    const std::vector<int> listed{1, 2, 3, 4, 5, 6, 3, 4, 7, 8};
    const http_server server([&](const received_request& request) {
        scripted_response response;
        if (!request.query.contains("X-Plex-Container-Start")) {
            response.body = R"({"MediaContainer": {"Directory": [{"key": "1", "type": "movie"}]}})";
            return response;
        }
        const auto start = std::stoul(request.query.at("X-Plex-Container-Start"));
        std::string metadata;
        for (auto i = start; i < std::min<std::size_t>(start + 4, listed.size()); ++i)
            metadata += (i == start ? "" : ",") + element(listed[i]);
        response.body = R"({"MediaContainer": {"totalSize": 10, "Metadata": [)" + metadata + "]}}";
        return response;
    });

    const auto page = sweep(*open_plex(server.base_url()), item_type::movie);

    EXPECT_EQ(ids_of(page).size(), 8u);
}

/// Answers of a server with one library, of films, whose pages are made up one after the other.
std::function<scripted_response(const received_request&)> films(std::function<std::string()> next_page) {
    return [next_page = std::move(next_page)](const received_request& request) {
        scripted_response response;
        response.body = request.query.contains("X-Plex-Container-Start")
                            ? next_page()
                            : R"({"MediaContainer": {"Directory": [{"key": "1", "type": "movie"}]}})";
        return response;
    };
}

TEST_F(PlexList, ThatLeadsInCirclesIsReported) {
    // Two pages that connect, one after the other and over and over, of a list that is said to be endless.
    const http_server server(films([pages = 0]() mutable {
        return fmt::format(R"({{"MediaContainer": {{"totalSize": 900000000, "Metadata": [)"
                           R"({{"ratingKey": "both", "title": "A"}}, {{"ratingKey": "{}", "title": "B"}}]}}}})",
                           ++pages % 2);
    }));

    EXPECT_THAT(source_error_of([&] { sweep(*open_plex(server.base_url()), item_type::movie); }),
                HasSubstr("changes faster than it can be read"));
}

TEST_F(PlexList, LooksForItsPlaceInAFewSteps) {
    server_.emplace(generated_library::of({.movies = 60}), dialect_);
    const auto far_away = "1-1/2000000000/none";

    const auto page = open_plex(server_->base_url())->next_page(item_type::movie, far_away, k_never);

    EXPECT_FALSE(page.items.empty());
    EXPECT_LT(server_->http().requests().size(), 100u);
}

TEST_F(PlexList, ThatNeverConnectsIsReported) {
    // Every page has other items: a list that is made anew for each request.
    const http_server server(films([pages = 0]() mutable {
        return fmt::format(
            R"({{"MediaContainer": {{"totalSize": 10, "Metadata": [{{"ratingKey": "{}", "title": "A"}}]}}}})", ++pages);
    }));

    EXPECT_THAT(source_error_of([&] { sweep(*open_plex(server.base_url()), item_type::movie); }),
                HasSubstr("changes faster than it can be read"));
}

} // namespace
} // namespace media_sync
