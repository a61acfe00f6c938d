// What a media server answers -> pages of items and states that can be stored, or a source_error; and nothing else.
//
// The first line of an input says what is read: the name of a listing, such as "movies" or "history", and after it any of
//     count          how many there are is asked first
//     named          the server's user is known by name only
//     at CURSOR      where a run that is continued begins
// The answers follow, see canned_server.

#include "fuzz/canned_server.hpp"
#include "fuzz/input.hpp"
#include "plugin/core/media/mapped_item.hpp"
#include "plugin/media_servers/listed_item.hpp"
#include "plugin/media_servers/source_factory.hpp"
#include "support/manual_cancel.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace {

using namespace media_sync;
using suasor::fuzz::input;
using suasor::fuzz::k_secret;
using suasor::fuzz::require;

struct plan {
    explicit plan(std::string_view line) {
        input words(reinterpret_cast<const std::uint8_t*>(line.data()), line.size());
        what = words.until(" ");
        while (!words.empty()) {
            const auto word = words.until(" ");
            count |= word == "count";
            named |= word == "named";
            if (word == "at") cursor = words.until(" ");
        }
    }

    std::string_view what;
    bool count = false;
    bool named = false;
    std::string cursor;
};

std::unique_ptr<media_source> open(const plan& wanted) {
    auto config = fmt::format(R"({{"details": {{"core": {{"baseURL": "{0}"}}, "apiKey": "{1}"}}, "token": "{1}",)"
                              R"( "username": "ann", "password": "{1}", "userID": "{2}"}})",
                              suasor::fuzz::k_base_url, k_secret, wanted.named ? "" : "u1");
    return create_source_factory()->open({7, 1, SUASOR_FUZZ_CLIENT, "Home", true, std::move(config)});
}

// What the line names, else any: a name that the fuzzer has changed still means something.
listing listing_of(const media_source& source, std::string_view name) {
    constexpr std::array k_types{sync_type::movies,      sync_type::series,  sync_type::music,    sync_type::playlists,
                                 sync_type::collections, sync_type::history, sync_type::favorites};
    std::vector<listing> all;
    for (const auto type : k_types)
        for (const auto each : source.listings_of(type)) {
            if (to_string(each) == name) return each;
            all.push_back(each);
        }
    return all[name.empty() ? 0 : static_cast<unsigned char>(name.front()) % all.size()];
}

// A server may send back what it was told, wherever it likes. `said` is all that this one has said.
void check_error(std::string_view text, std::string_view said) {
    for (const auto told : {k_secret, std::string_view("&t="), std::string_view("&p=")})
        require(said.find(told) != said.npos || text.find(told) == text.npos, "an error tells the secret or the query",
                text);
}

bool holds_nul(const boost::json::value& value) {
    if (const auto* text = value.if_string()) return text->find('\0') != text->npos;
    if (const auto* array = value.if_array()) return std::ranges::any_of(*array, holds_nul);
    const auto* object = value.if_object();
    return object && std::ranges::any_of(*object, [](const auto& member) {
               return member.key().find('\0') != boost::json::string_view::npos || holds_nul(member.value());
           });
}

void check(const media_page& page, std::string_view said) {
    for (const auto& item : page.items) {
        require(!item.source_id.empty() && item.source_id.size() <= k_longest_id, "an item has no usable id");
        const auto mapped = map_item(item);
        boost::system::error_code malformed;
        const auto data = boost::json::parse(mapped.data, malformed);
        require(!malformed, "an item does not become JSON", mapped.data);
        require(!holds_nul(data), "PostgreSQL refuses an item's JSON", mapped.data);
    }
    for (const auto& state : page.states) {
        require(!state.source_id.empty() && state.source_id.size() <= k_longest_id, "a state has no usable id");
        require(state.user_rating.value_or(0) >= 0 && state.user_rating.value_or(0) <= 10, "a rating is out of range");
        require(state.played_percentage.value_or(0) >= 0 && state.played_percentage.value_or(0) <= 100,
                "a percentage is out of range");
        require(state.play_count.value_or(0) >= 0, "a count is negative");
    }
    for (const auto& failure : page.failures) {
        require(failure.source_id.size() <= k_longest_id, "a failure's id is too long");
        require(!failure.error.empty(), "a failure has no reason");
        check_error(failure.error, said);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const curl_library library; // stays initialised from input to input
    static const test::manual_cancel never;

    input given(data, size);
    const plan wanted(given.line());
    const auto said = given.rest();
    suasor::fuzz::canned_server server(said);
    const auto source = open(wanted);
    const auto what = listing_of(*source, wanted.what);
    try {
        if (wanted.count) source->count(what, never);
        for (std::optional cursor(wanted.cursor); cursor;) {
            const auto page = source->next_page(what, *cursor, never);
            check(page, said);
            cursor = page.next;
        }
    } catch (const source_error& failure) {
        check_error(failure.what(), said);
    }
    return 0;
}
