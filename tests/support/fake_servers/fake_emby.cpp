#include "support/fake_servers/fake_emby.hpp"

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
    R"({"LocalAddress":"http://127.0.0.1:8096","LocalAddresses":[],"WanAddress":"","RemoteAddresses":[],)"
    R"("ServerName":"Home","Version":"4.8.11.0","Id":"5ee0b9d1c3a44bb0"})";

class emby_answer {
  public:
    emby_answer(const received_request& request, const generated_library& library, const base_item_dialect& dialect)
        : request_(request), library_(library), dialect_(dialect) {
        if (request.path.starts_with("/emby/")) path_ = request.path.substr(5);
    }

    library_server::answer take() const {
        const auto operation = this->operation();
        if (operation == "Public") return {operation, respond(200, k_public)};
        const auto header = request_.headers.find("x-emby-token");
        if (header == request_.headers.end() || header->second != fake_emby::k_key)
            return {operation, respond(401, "Access token is invalid or expired.")};
        if (operation.empty()) return {operation, respond(404, "")};
        if (operation == "Users") return {operation, users()};
        return {operation, list(operation)};
    }

  private:
    std::string text(const std::string& name) const { return parameter(request_, name); }
    std::size_t start() const { return text("StartIndex").empty() ? 0 : std::stoull(text("StartIndex")); }
    std::size_t limit() const { return text("Limit").empty() ? 1'000'000 : std::stoull(text("Limit")); }

    std::string operation() const {
        if (path_ == "/System/Info/Public") return "Public";
        if (path_ == "/Users/Query") return "Users";
        if (path_ == std::string("/Users/") + fake_emby::k_user_id + "/Items")
            return text("ParentId").empty() ? "Items" : "CollectionItems";
        if (text("UserId") != fake_emby::k_user_id) return "";
        if (path_ == "/Artists/AlbumArtists") return "AlbumArtists";
        if (path_.starts_with("/Playlists/")) return "PlaylistItems";
        return "";
    }

    scripted_response users() const {
        const std::pair<const char*, const char*> known[] = {{"admin", "ffffffffffffffffffffffffffffffff"},
                                                             {fake_emby::k_user, fake_emby::k_user_id}};
        json::array users;
        for (auto i = start(); i < std::min<std::size_t>(2, start() + limit()); ++i)
            users.push_back({{"Name", known[i].first}, {"Id", known[i].second}, {"Prefix", "A"}});
        return respond(200, json::serialize(json::object{{"Items", std::move(users)}, {"TotalRecordCount", 2}}));
    }

    scripted_response list(const std::string& operation) const {
        const bool playlist = operation == "PlaylistItems";
        const auto parent = number_of_numeric_id(playlist ? path_.substr(11) : text("ParentId"));
        if ((playlist || operation == "CollectionItems") && !library_.items.contains(parent))
            return respond(404, "Object reference not set to an instance of an object.");

        base_item_view view;
        view.id = numeric_id;
        view.emby = true;
        view.fields = words(text("Fields"));
        view.images = text("EnableImages") != "false";
        view.user_data = text("EnableUserData") != "false";
        const auto items = select(library_, selection(operation, parent));
        return respond(200,
                       json::serialize(base_item_list(library_, items, view, dialect_, start(), limit(), playlist)));
    }

    base_item_selection selection(const std::string& operation, int parent) const {
        base_item_selection wanted;
        wanted.members_of = parent;
        if (operation == "AlbumArtists") wanted.kinds = {media_kind::artist};
        for (const auto& word : words(text("IncludeItemTypes")))
            wanted.kinds.insert(kind_named(word));
        if (!text("IsPlayed").empty()) wanted.played = text("IsPlayed") == "true";
        wanted.begun = words(text("Filters")).contains("IsResumable");
        if (wanted.begun && dialect_.begun_means_any) wanted.played.reset();
        wanted.liked = text("IsFavorite") == "true";
        wanted.last_played_first = text("SortBy") == "DatePlayed" && text("SortOrder") == "Descending";
        return wanted;
    }

    const received_request& request_;
    const generated_library& library_;
    const base_item_dialect& dialect_;
    std::string path_;
};

} // namespace

fake_emby::fake_emby(generated_library library, base_item_dialect dialect)
    : library_server(std::move(library), "emby.json", "/emby",
                     [dialect](const received_request& request, const generated_library& at_present) {
                         return emby_answer(request, at_present, dialect).take();
                     }) {}

} // namespace suasor::testing
