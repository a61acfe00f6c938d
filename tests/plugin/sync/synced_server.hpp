#pragma once

// A fake media server of any kind, with what a sync of it should leave in the database. The rows are computed from the library
// that the fake serves, by this project's contract and without any code of the product.

#include "library_rows.hpp"
#include "plugin/core/sync/sync_type.hpp"
#include "support/fake_servers/fault_list.hpp"

#include <memory>
#include <string>
#include <vector>

namespace media_sync::test {

enum class library_scale {
    small,       ///< everything fits on one page
    small_pages, ///< the same, on pages of a few
    three_pages, ///< at least three pages of everything
    large,       ///< 25,000 of what a sync type is about
};

/// How many rows a sync of the type reads from a large library.
constexpr std::size_t k_large = 25'000;

class synced_server {
  public:
    virtual ~synced_server() = default;

    /// clients.type
    virtual std::string type() const = 0;
    /// clients.config
    virtual std::string config() const = 0;
    /// What must never be seen anywhere but in `config`.
    virtual std::vector<std::string> secrets() const = 0;

    /// The rows that a full sync of this server alone leaves, if `client` and `owner` are the ids of its client and its user.
    virtual row_map items(std::uint64_t client, std::uint64_t owner) const = 0;
    /// Those of the user, from the history, the favourites or both.
    virtual row_map states(bool history, bool favorites) const = 0;

    /// Of every type that the server has one item is added, one removed and one changed.
    virtual void change_items() = 0;
    /// An item is played for the first time, one once more; one is liked, another no more.
    virtual void change_states() = 0;

    virtual void inject(suasor::testing::server_fault fault) = 0;
    /// Ends all misbehaviour.
    virtual void heal() = 0;
    /// How the fake names the requests that list the items of a type.
    virtual std::string operation_of(const std::string& item_type) const = 0;
    virtual int calls(const std::string& operation) const = 0;
    /// How many there have been in all.
    virtual int requests() const = 0;
};

/// `kind` is "jellyfin", "emby", "plex" or "subsonic". `about` is what a large library has much of.
std::unique_ptr<synced_server> create_synced_server(const std::string& kind, library_scale scale,
                                                    sync_type about = sync_type::full);

/// One with some `items` of all types that it has, on pages of at most `largest_page`; the same for the same arguments.
std::unique_ptr<synced_server> create_synced_server(const std::string& kind, int items, std::size_t largest_page,
                                                    std::uint32_t seed);

/// Whether this kind of server has what a sync of the type is about.
bool offers(const std::string& kind, sync_type type);

/// The types of item that a sync of the type writes.
std::vector<std::string> item_types_of(sync_type type);

/// Only the rows of these types of item.
row_map only(const row_map& rows, const std::vector<std::string>& types);

} // namespace media_sync::test
