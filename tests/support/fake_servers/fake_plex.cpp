#include "support/fake_servers/fake_plex.hpp"

#include "support/fake_servers/plex_json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

namespace suasor::testing {

namespace {

namespace json = boost::json;

scripted_response respond(int status, std::string body, const char* type = "application/json") {
    scripted_response response;
    response.status = status;
    response.body = std::move(body);
    response.headers = {{"Content-Type", type}};
    return response;
}

scripted_response refuse(int status, const std::string& reason) {
    return respond(status, "<html><head><title>" + reason + "</title></head></html>", "text/html");
}

// The number that is all of a text, else `otherwise`.
std::int64_t number_of(const std::string& text, std::int64_t otherwise) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : otherwise;
}

std::vector<std::string> segments_of(const std::string& path) {
    std::vector<std::string> segments;
    for (std::size_t begin = 1; begin <= path.size();) {
        const auto end = std::min(path.find('/', begin), path.size());
        segments.push_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    return segments;
}

void numbers_to_text(json::value& value) {
    if (auto* array = value.if_array())
        for (auto& each : *array)
            numbers_to_text(each);
    else if (auto* object = value.if_object())
        for (auto& [key, each] : *object)
            numbers_to_text(each);
    else if (value.is_number())
        value = json::serialize(value);
}

const char* playlist_type(const generated_item& playlist) {
    return playlist.number % 2 == 0 ? "video" : "audio";
}

constexpr const char* k_identity =
    R"({"MediaContainer":{"size":0,"claimed":true,"machineIdentifier":"8d1f0c2b3a","version":"1.40.1.8227-c0dd5a73e"}})";

class plex_answer {
  public:
    plex_answer(const received_request& request, const generated_library& library, const plex_dialect& dialect)
        : request_(request), library_(library), dialect_(dialect), path_(segments_of(request.path)) {}

    library_server::answer take() const {
        const auto operation = this->operation();
        if (operation == "identity" && header("accept") == "application/json")
            return {operation, respond(200, k_identity)};
        if (header("x-plex-token") != fake_plex::k_token) return {operation, refuse(401, "Unauthorized")};
        if (header("x-plex-client-identifier").empty()) return {operation, refuse(400, "Bad Request")};
        if (operation.empty()) return {operation, refuse(404, "Not Found")};
        if (header("accept") != "application/json")
            return {operation, respond(200, "<?xml version=\"1.0\"?><MediaContainer size=\"0\"/>", "text/xml")};
        return {operation, list(operation)};
    }

  private:
    std::string header(const std::string& name) const {
        const auto found = request_.headers.find(name);
        return found == request_.headers.end() ? "" : found->second;
    }

    std::string query(const std::string& name) const {
        const auto found = request_.query.find(name);
        return found == request_.query.end() ? "" : found->second;
    }

    // From the headers or, for want of them, from the query, as servers do.
    std::int64_t range(const std::string& name, std::int64_t otherwise) const {
        auto lower = name;
        std::ranges::transform(lower, lower.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const auto said = header(lower);
        return number_of(said.empty() ? query(name) : said, otherwise);
    }

    std::string operation() const {
        const auto is = [&](std::vector<std::string> pattern) {
            return std::ranges::equal(path_, pattern, [](const std::string& segment, const std::string& expected) {
                return expected == "*" || segment == expected;
            });
        };
        if (is({"identity"})) return "identity";
        if (is({"library", "sections"})) return "sections";
        if (is({"library", "sections", "*", "all"})) return "all";
        if (is({"library", "sections", "*", "collections"})) return "collections";
        if (is({"library", "collections", "*", "items"})) return "collectionItems";
        if (is({"playlists"})) return "playlists";
        if (is({"playlists", "*", "items"})) return "playlistItems";
        if (is({"status", "sessions", "history", "all"})) return "history";
        return "";
    }

    scripted_response list(const std::string& operation) const {
        if (operation == "sections") return sections();
        if (operation == "all") return items(path_[2], query("type"));
        if (operation == "collections") return items(path_[2], "18");
        if (operation == "playlists") return playlists();
        if (operation == "history") return history();
        return entries(operation == "playlistItems" ? media_kind::playlist : media_kind::collection,
                       static_cast<int>(number_of(path_[operation == "playlistItems" ? 1 : 2], 0)));
    }

    scripted_response sections() const {
        json::array directories;
        for (const auto& [key, type] :
             {std::pair("1", "movie"), std::pair("2", "show"), std::pair("3", "artist"), std::pair("4", "photo"),
              std::pair("5", "movie"), std::pair("6", "show"), std::pair("10", "artist")})
            directories.push_back(json::object{{"key", key},
                                               {"type", type},
                                               {"title", std::string("Section ") + key},
                                               {"language", "en-US"},
                                               {"uuid", std::string("8d5d4f2a-0000-4000-8000-00000000000") + key[0]}});
        return respond(200, json::serialize(
                                json::object{{"MediaContainer", json::object{{"size", directories.size()},
                                                                             {"title1", "Plex Library"},
                                                                             {"Directory", std::move(directories)}}}}));
    }

    scripted_response items(const std::string& section, const std::string& type) const {
        std::vector<const generated_item*> found;
        for (const auto& [number, item] : library_.items)
            if (std::to_string(plex_number(item.kind)) == type && fake_plex::section_of(library_, item) == section)
                found.push_back(&item);
        return page(found.size(),
                    [&](std::size_t i) { return plex_json(library_, *found[i], query("includeGuids") == "1"); });
    }

    scripted_response playlists() const {
        std::vector<const generated_item*> found;
        const auto wanted = query("playlistType");
        for (const auto* playlist : library_.of_kind(media_kind::playlist))
            if (wanted.empty() || wanted == playlist_type(*playlist)) found.push_back(playlist);
        return page(found.size(), [&](std::size_t i) {
            auto object = plex_json(library_, *found[i], false);
            object["playlistType"] = playlist_type(*found[i]);
            object["smart"] = found[i]->number % 3 == 0;
            object["composite"] = "/playlists/" + std::to_string(found[i]->number) + "/composite/1700000000";
            object["leafCount"] = found[i]->entries.size();
            return object;
        });
    }

    scripted_response entries(media_kind kind, int list) const {
        const auto found = library_.items.find(list);
        if (found == library_.items.end() || found->second.kind != kind) return refuse(404, "Not Found");

        std::vector<const generated_item*> entries;
        for (const int number : found->second.entries)
            if (const auto entry = library_.items.find(number); entry != library_.items.end())
                entries.push_back(&entry->second);
        return page(entries.size(), [&](std::size_t i) {
            auto object = plex_json(library_, *entries[i], false);
            if (kind == media_kind::playlist) object["playlistItemID"] = 90'000 + i;
            return object;
        });
    }

    struct play {
        int number = 0;
        std::int64_t at = 0;
        int account = 1;
    };

    // The latest first; of the owner and of one more account.
    scripted_response history() const {
        std::vector<play> plays;
        for (const auto& [number, item] : library_.items) {
            if (number % 5 == 0) plays.push_back({number, item.added + 1, 2});
            if (dialect_.marked_played.contains(number)) continue;
            for (int i = 0; i < item.state.play_count; ++i)
                plays.push_back({number, item.state.last_played - i * 3600, 1});
        }
        for (const auto& [number, at] : dialect_.forgotten_plays)
            plays.push_back({number, at, 1});
        if (const auto account = query("accountID"); !account.empty())
            std::erase_if(plays, [&](const play& each) { return std::to_string(each.account) != account; });
        std::ranges::stable_sort(plays, std::ranges::greater{}, &play::at);

        return page(plays.size(), [&](std::size_t i) {
            // Each play has a key of its own, however the list is filtered.
            const auto key = std::to_string(plays[i].number) + std::to_string(plays[i].at);
            return json::object{{"historyKey", "/status/sessions/history/" + key},
                                {"key", "/library/metadata/" + std::to_string(plays[i].number)},
                                {"ratingKey", std::to_string(plays[i].number)},
                                {"viewedAt", plays[i].at},
                                {"accountID", plays[i].account},
                                {"deviceID", 4}};
        });
    }

    // The part of a list that the request asks for.
    template <class Element>
    scripted_response page(std::size_t count, Element&& element) const {
        auto start = std::min<std::size_t>(static_cast<std::size_t>(range("X-Plex-Container-Start", 0)), count);
        auto size =
            std::min<std::size_t>(static_cast<std::size_t>(range("X-Plex-Container-Size", 50)), dialect_.largest_page);
        if (dialect_.repeat_first_page) start = 0;
        if (dialect_.overlap_pages && start > 0) --start;
        if (dialect_.ignores_range) {
            start = 0;
            size = count;
        }

        json::array metadata;
        for (auto i = start; i < std::min(start + size, count); ++i)
            metadata.push_back(element(i));
        json::object container{{"size", metadata.size()}, {"offset", start}};
        if (!dialect_.ignores_range) container["totalSize"] = dialect_.total.value_or(static_cast<std::int64_t>(count));
        if (metadata.size() == 1 && dialect_.single_as_object)
            container["Metadata"] = std::move(metadata[0]);
        else if (!metadata.empty())
            container["Metadata"] = std::move(metadata);

        json::value body = json::object{{"MediaContainer", std::move(container)}};
        if (dialect_.numbers_as_text) numbers_to_text(body);
        return respond(200, json::serialize(body));
    }

    const received_request& request_;
    const generated_library& library_;
    const plex_dialect& dialect_;
    const std::vector<std::string> path_;
};

} // namespace

fake_plex::fake_plex(generated_library library, plex_dialect dialect)
    : library_server(
          std::move(library), "plex.json", "",
          [dialect = std::move(dialect)](const received_request& request, const generated_library& at_present) {
              return plex_answer(request, at_present, dialect).take();
          }) {}

std::string fake_plex::section_of(const generated_library& library, const generated_item& item) {
    switch (item.kind) {
    case media_kind::movie:
        return item.number % 3 == 0 ? "5" : "1";
    case media_kind::series:
        return item.number % 2 == 0 ? "6" : "2";
    case media_kind::artist:
        return item.number % 2 == 0 ? "10" : "3";
    case media_kind::collection:
        return item.number % 2 == 0 ? "1" : "6";
    case media_kind::playlist:
        return "";
    default: {
        // With the one at the top, which may have vanished.
        const auto top = library.items.find(item.grandparent != 0 ? item.grandparent : item.parent);
        return top == library.items.end() ? "" : section_of(library, top->second);
    }
    }
}

} // namespace suasor::testing
