#include "support/fake_servers/fake_jellyfin.hpp"

#include <boost/json.hpp>

namespace suasor::testing {

namespace {

namespace json = boost::json;

scripted_response respond(int status, std::string body) {
    scripted_response response;
    response.status = status;
    response.body = std::move(body);
    response.headers = {{"Content-Type", "application/json; charset=utf-8"}};
    return response;
}

constexpr const char* k_public =
    R"({"LocalAddress":"http://127.0.0.1:8096","ServerName":"Home","Version":"10.11.0","ProductName":"Jellyfin Server",)"
    R"("OperatingSystem":"","Id":"b2cc8e1d7a4f4b6c9d0e","StartupWizardCompleted":true})";

std::string users_body() {
    const auto user = [](const char* name, const char* id) {
        return json::object{{"Name", name}, {"Id", id}, {"ServerId", "b2cc8e1d7a4f4b6c9d0e"}, {"HasPassword", true}};
    };
    return json::serialize(json::array{user("admin", "ffffffffffffffffffffffffffffffff"),
                                       user(fake_jellyfin::k_user, fake_jellyfin::k_user_id)});
}

class jellyfin_answer {
  public:
    jellyfin_answer(const received_request& request, const generated_library& library, const base_item_dialect& dialect)
        : request_(request), library_(library), dialect_(dialect) {}

    library_server::answer take() const {
        const auto operation = this->operation();
        if (operation == "Public") return {operation, respond(200, k_public)};
        const auto header = request_.headers.find("authorization");
        const auto expected = std::string("MediaBrowser Token=\"") + fake_jellyfin::k_key + '"';
        if (header == request_.headers.end() || header->second != expected) return {operation, respond(401, "")};
        if (operation.empty()) return {operation, respond(404, "")};
        if (operation == "Users") return {operation, respond(200, users_body())};
        if (const auto user = text("userId"); !user.empty() && user != fake_jellyfin::k_user_id)
            return {operation, respond(404, R"("User not found")")};
        return {operation, list(operation)};
    }

  private:
    std::string text(const std::string& name) const { return parameter(request_, name); }
    bool is(const std::string& name) const { return text(name) == "true"; }

    std::string operation() const {
        if (request_.path == "/System/Info/Public") return "Public";
        if (request_.path == "/Users") return "Users";
        if (request_.path == "/Artists/AlbumArtists") return "AlbumArtists";
        if (request_.path == "/Items") return text("parentId").empty() ? "Items" : "CollectionItems";
        if (request_.path.starts_with("/Playlists/")) return "PlaylistItems";
        return "";
    }

    scripted_response list(const std::string& operation) const {
        const auto parent =
            number_of_hexadecimal_id(operation == "PlaylistItems" ? request_.path.substr(11, 32) : text("parentId"));
        const bool entries = operation == "PlaylistItems" || operation == "CollectionItems";
        if (entries && !library_.items.contains(parent)) return respond(404, R"("Not found")");

        base_item_view view;
        view.fields = words(text("fields"));
        view.images = text("enableImages") != "false";
        // Without a user there is nobody whose data it could be.
        view.user_data = text("enableUserData") != "false" && !text("userId").empty();
        const auto start = text("startIndex").empty() ? 0 : std::stoull(text("startIndex"));
        const auto limit = text("limit").empty() ? 1'000'000 : std::stoull(text("limit"));
        auto answer = base_item_list(library_, select(library_, selection(operation, parent)), view, dialect_, start,
                                     limit, operation == "PlaylistItems");
        if (text("enableTotalRecordCount") == "false") answer["TotalRecordCount"] = 0;
        return respond(200, json::serialize(answer));
    }

    base_item_selection selection(const std::string& operation, int parent) const {
        base_item_selection wanted;
        wanted.members_of = parent;
        if (operation == "AlbumArtists") wanted.kinds = {media_kind::artist};
        for (const auto& word : words(text("includeItemTypes")))
            wanted.kinds.insert(kind_named(word));
        if (!text("isPlayed").empty()) wanted.played = is("isPlayed");
        wanted.begun = words(text("filters")).contains("IsResumable");
        if (wanted.begun && dialect_.begun_means_any) wanted.played.reset();
        wanted.liked = is("isFavorite");
        wanted.last_played_first = text("sortBy") == "DatePlayed" && text("sortOrder") == "Descending";
        return wanted;
    }

    const received_request& request_;
    const generated_library& library_;
    const base_item_dialect& dialect_;
};

} // namespace

fake_jellyfin::fake_jellyfin(generated_library library, base_item_dialect dialect)
    : library_server(std::move(library), "jellyfin.json", "",
                     [dialect](const received_request& request, const generated_library& at_present) {
                         return jellyfin_answer(request, at_present, dialect).take();
                     }) {}

} // namespace suasor::testing
