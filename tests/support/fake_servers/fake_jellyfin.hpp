#pragma once

// A Jellyfin server with a generated library, which misbehaves on demand. Its answers have the shapes of Jellyfin's OpenAPI
// file. Shares nothing with the product.

#include "support/fake_servers/fake_base_items.hpp"
#include "support/fake_servers/library_server.hpp"

namespace suasor::testing {

/// Its operations: "Items", "CollectionItems" (Items of one parent), "AlbumArtists", "PlaylistItems", "Users".
class fake_jellyfin : public library_server {
  public:
    static constexpr const char* k_key = "5ecre7c0ffee4a6f8b1d2e3f4a5b6c7d";
    static constexpr const char* k_user = "Ann";
    static constexpr const char* k_user_id = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

    explicit fake_jellyfin(generated_library library, base_item_dialect dialect = {});

    static std::string id_of(int number) { return hexadecimal_id(number); }
};

} // namespace suasor::testing
