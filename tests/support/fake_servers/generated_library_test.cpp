#include "support/fake_servers/generated_library.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace suasor::testing {
namespace {

library_size some_of_everything() {
    library_size size;
    size.movies = 60;
    size.series = 5;
    size.artists = 4;
    size.playlists = 3;
    size.collections = 3;
    return size;
}

std::vector<std::string> titles(const generated_library& library) {
    std::vector<std::string> titles;
    for (const auto& [number, item] : library.items)
        titles.push_back(item.title);
    return titles;
}

TEST(GeneratedLibrary, HasTheSizeThatWasAskedFor) {
    const auto library = generated_library::of(some_of_everything());

    EXPECT_EQ(library.count(media_kind::movie), 60u);
    EXPECT_EQ(library.count(media_kind::series), 5u);
    EXPECT_EQ(library.count(media_kind::season), 10u);
    EXPECT_EQ(library.count(media_kind::episode), 30u);
    EXPECT_EQ(library.count(media_kind::album), 8u);
    EXPECT_EQ(library.count(media_kind::track), 24u);
}

TEST(GeneratedLibrary, DependsOnTheSeedAlone) {
    const auto library = generated_library::of(some_of_everything(), 7);

    EXPECT_EQ(titles(library), titles(generated_library::of(some_of_everything(), 7)));
    EXPECT_NE(titles(library), titles(generated_library::of(some_of_everything(), 8)));
}

TEST(GeneratedLibrary, HasWhatMakesListsHard) {
    const auto library = generated_library::of(some_of_everything());

    for (const auto* playlist : library.of_kind(media_kind::playlist)) {
        const std::set<int> distinct(playlist->entries.begin(), playlist->entries.end());
        EXPECT_LT(distinct.size(), playlist->entries.size());
    }
    const auto movies = library.of_kind(media_kind::movie);
    const auto any = [&](auto&& holds) { return std::ranges::any_of(movies, holds); };
    EXPECT_TRUE(any([](const auto* movie) { return movie->state.played; }));
    EXPECT_TRUE(any([](const auto* movie) { return movie->state.position_ms != 0; }));
    EXPECT_TRUE(any([](const auto* movie) { return movie->state.favorite; }));
    EXPECT_TRUE(any([](const auto* movie) { return movie->external_ids.empty(); }));
    EXPECT_TRUE(any([](const auto* movie) { return movie->year == 0; }));
}

} // namespace
} // namespace suasor::testing
