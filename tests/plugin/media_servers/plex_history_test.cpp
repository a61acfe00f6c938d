#include "plex_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

namespace media_sync {
namespace {

using suasor::testing::fake_plex;
using suasor::testing::generated_item;
using suasor::testing::generated_library;
using suasor::testing::media_kind;
using suasor::testing::plex_dialect;
using ::testing::IsEmpty;

const manual_cancel k_never;

time_point moment(std::int64_t seconds) {
    return time_point(std::chrono::seconds(seconds));
}

generated_library library() {
    return generated_library::of({.movies = 40, .series = 5, .artists = 5, .playlists = 1, .collections = 1});
}

std::map<int, user_item_state> states_by_number(const media_page& page) {
    std::map<int, user_item_state> states;
    for (const auto& state : page.states)
        EXPECT_TRUE(states.emplace(std::stoi(state.source_id), state).second) << state.source_id << " comes twice";
    return states;
}

// What the server's own record of an item comes to; nullopt for an item that nobody has touched.
std::optional<user_item_state> expected_state(const generated_item& item) {
    const auto& told = item.state;
    user_item_state state;
    state.type = static_cast<item_type>(item.kind);
    state.source_id = fake_plex::id_of(item.number);
    state.title = item.title;
    state.user_rating = told.rating;
    const bool touched = told.play_count > 0 || told.position_ms > 0;
    if (item.runtime_ms == 0 || !touched) return told.rating ? std::optional(state) : std::nullopt;

    state.play_count = told.play_count;
    state.last_played_at = moment(told.last_played);
    state.position_seconds = (told.position_ms + 500) / 1000;
    state.duration_seconds = (item.runtime_ms + 500) / 1000;
    state.completed = told.play_count > 0;
    state.played_percentage = told.position_ms == 0 ? 100.0
                                                    : 100.0 * static_cast<double>(*state.position_seconds) /
                                                          static_cast<double>(*state.duration_seconds);
    return state;
}

TEST(PlexHistory, TellsOfEveryItemWhatTheUserDidWithIt) {
    auto items = library();
    items.items.at(in_reading_order(items, media_kind::series)[0]->number).state.rating = 7.5;
    items.items.at(in_reading_order(items, media_kind::album)[0]->number).state.rating = 10;
    const fake_plex server(items);

    const auto page = sweep(*open_plex(server.base_url()), listing::history());

    EXPECT_THAT(page.items, IsEmpty());
    EXPECT_THAT(page.failures, IsEmpty());
    const auto states = states_by_number(page);
    for (const auto& [number, item] : items.items) {
        SCOPED_TRACE(number);
        const auto found = states.find(number);
        EXPECT_EQ(found == states.end() ? std::nullopt : std::optional(found->second), expected_state(item));
    }
    EXPECT_THAT(server.breaches(), IsEmpty());
}

TEST(PlexHistory, KnowsPlaysThatOnlyOneOfBothHas) {
    auto items = library();
    const auto movies = items.of_kind(media_kind::movie);
    const auto played = *std::ranges::find_if(movies, [](const auto* each) { return each->state.play_count > 1; });
    const auto fresh = *std::ranges::find_if(movies, [](const auto* each) { return !expected_state(*each); });
    plex_dialect dialect;
    dialect.marked_played = {played->number};
    dialect.forgotten_plays = {
        {fresh->number, 1'700'000'000}, {fresh->number, 1'710'000'000}, {999'999, 1'710'000'001}};
    const fake_plex server(items, dialect);

    const auto states = states_by_number(sweep(*open_plex(server.base_url()), listing::history()));

    EXPECT_EQ(states.at(played->number).play_count, played->state.play_count);
    EXPECT_EQ(states.at(fresh->number).play_count, 2);
    EXPECT_EQ(states.at(fresh->number).last_played_at, moment(1'710'000'000));
    EXPECT_EQ(states.at(fresh->number).completed, true);
    EXPECT_FALSE(states.contains(999'999)) << "it is not in the library any more";
}

TEST(PlexHistory, LeavesOutWhatOtherAccountsPlayed) {
    auto items = library();
    for (auto& [number, item] : items.items)
        item.state = {};
    const fake_plex server(items);

    EXPECT_THAT(sweep(*open_plex(server.base_url()), listing::history()).states, IsEmpty());
}

TEST(PlexHistory, ThatIsNotToldIsWhatTheItemsSay) {
    for (const int status : {401, 403, 404}) {
        SCOPED_TRACE(status);
        fake_plex server(library());
        suasor::testing::scripted_response refusal;
        refusal.status = status;
        server.inject({"history", -1, refusal, false, {}});
        const auto source = open_plex(server.base_url());

        EXPECT_FALSE(source->count(listing::history(), k_never));
        const auto states = states_by_number(sweep(*source, listing::history()));

        const auto items = server.library().items;
        const auto touched = [](const auto& each) { return expected_state(each.second).has_value(); };
        EXPECT_EQ(states.size(), static_cast<std::size_t>(std::ranges::count_if(items, touched)));
    }
}

TEST(PlexHistory, EstimatesItsLengthByThePlays) {
    const fake_plex server(library());
    std::int64_t plays = 0;
    for (const auto& [number, item] : server.library().items)
        plays += item.state.play_count;

    const auto count = open_plex(server.base_url())->count(listing::history(), k_never);

    ASSERT_TRUE(count);
    EXPECT_EQ(count->value, plays);
    EXPECT_TRUE(count->estimate);
}

TEST(PlexHistory, GoesOnFromACursorInAnotherProcess) {
    plex_dialect dialect;
    dialect.largest_page = 7;
    const fake_plex server(library(), dialect);
    const auto at_once = sweep(*open_plex(server.base_url()), listing::history());

    media_page piecemeal;
    for (std::optional<std::string> cursor = ""; cursor;) {
        auto page = open_plex(server.base_url())->next_page(listing::history(), *cursor, k_never);
        std::ranges::move(page.states, std::back_inserter(piecemeal.states));
        cursor = page.next;
    }

    EXPECT_EQ(piecemeal.states, at_once.states);
}

TEST(PlexHistory, CountsAPlayOnceThoughTheListMoves) {
    auto items = library();
    plex_dialect dialect;
    dialect.largest_page = 6;
    fake_plex server(items, dialect);
    const auto movies = items.of_kind(media_kind::movie);
    const auto played = *std::ranges::find_if(movies, [](const auto* each) { return each->state.play_count > 0; });
    // So many plays of another item come before all others while the list is read that it has to be begun again.
    const int other = items.of_kind(media_kind::track)[0]->number;
    server.inject({"history", -1, {}, false, [&](std::string&) {
                       server.change([&](generated_library& changed) {
                           auto& state = changed.items.at(other).state;
                           if (state.play_count >= 20) return;
                           state.play_count += 20;
                           state.last_played = 1'800'000'000 + state.play_count;
                       });
                   }});

    const auto states = states_by_number(sweep(*open_plex(server.base_url()), listing::history()));

    EXPECT_EQ(states.at(played->number).play_count, played->state.play_count);
}

} // namespace
} // namespace media_sync
