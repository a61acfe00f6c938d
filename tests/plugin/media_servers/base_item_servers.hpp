#pragma once

// What tests of Jellyfin and Emby share: the two fakes under one roof, and what their library should become.

#include "plugin/media_servers/source_factory.hpp"
#include "support/fake_servers/fake_emby.hpp"
#include "support/fake_servers/fake_jellyfin.hpp"
#include "test_settings.hpp"

#include <gmock/gmock.h>

namespace media_sync {

using suasor::testing::base_item_dialect;
using suasor::testing::fake_emby;
using suasor::testing::fake_jellyfin;
using suasor::testing::generated_item;
using suasor::testing::generated_library;
using suasor::testing::library_size;
using suasor::testing::media_kind;

template <class Server>
constexpr const char* client_type() {
    return std::is_same_v<Server, fake_emby> ? "emby" : "jellyfin";
}

/// The configuration of a client; members of `user` stand at its root.
template <class Server>
std::string config_of(const Server& server, const std::string& user, const std::string& key = Server::k_key) {
    return R"({"details": {"core": {"baseURL": ")" + server.base_url() + R"("}, "apiKey": ")" + key + R"("}, )" + user +
           "}";
}

template <class Server>
std::string known_user() {
    return std::string(R"("userID": ")") + Server::k_user_id + '"';
}

template <class Server>
std::unique_ptr<media_source> open_source(const Server& server, const std::string& user = known_user<Server>(),
                                          const http_settings& settings = impatient(),
                                          const std::string& key = Server::k_key) {
    return create_source_factory(settings)->open(
        {7, 1, client_type<Server>(), "Home", true, config_of(server, user, key)});
}

/// The listings of every sync type.
inline std::vector<listing> all_listings() {
    return {item_type::movie,      item_type::series,  item_type::season,   item_type::episode,
            item_type::artist,     item_type::album,   item_type::track,    item_type::playlist,
            item_type::collection, listing::history(), listing::favorites()};
}

/// What the items of a fake's library should become.
class expected_items {
  public:
    expected_items(const generated_library& library, std::string (*id)(int), std::string root)
        : library_(library), id_(id), root_(std::move(root)) {}

    /// Compares all items of a type, one by one, in the server's order.
    void expect_all(item_type type, const std::vector<media_item>& actual) const;
    void expect_history(const std::vector<user_item_state>& actual) const;
    void expect_favorites(const std::vector<user_item_state>& actual) const;

  private:
    void expect_item(const media_item& actual, const generated_item& item) const;
    void expect_facts(const media_item& actual, const generated_item& item) const;
    void expect_entries(const std::vector<list_entry>& actual, const generated_item& item) const;
    user_item_state state_of(const generated_item& item) const;
    void expect_states(std::vector<user_item_state> actual, std::vector<user_item_state> expected) const;
    std::string picture(int number, const std::string& kind, const std::string& tag) const;

    const generated_library& library_;
    std::string (*id_)(int);
    std::string root_;
};

template <class Server>
expected_items expected_of(const Server& server, const generated_library& library) {
    return {library, &Server::id_of, server.base_url()};
}

} // namespace media_sync
