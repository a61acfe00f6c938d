#pragma once

// An Emby server with a generated library, which misbehaves on demand. Its answers have the shapes of Emby's OpenAPI file, and
// keep back what they are not asked for. Shares nothing with the product.

#include "support/fake_servers/fake_base_items.hpp"
#include "support/fake_servers/library_server.hpp"

namespace suasor::testing {

/// Its operations: "Items", "CollectionItems" (Items of one parent), "AlbumArtists", "PlaylistItems", "Users". Everything is
/// under /emby.
class fake_emby : public library_server {
  public:
    static constexpr const char* k_key = "e4b9c0ffee4a6f8b1d2e3f4a5b6c7d8e";
    static constexpr const char* k_user = "Ann";
    static constexpr const char* k_user_id = "1a2b3c4d5e6f708192a3b4c5d6e7f809";

    explicit fake_emby(generated_library library, base_item_dialect dialect = {});

    static std::string id_of(int number) { return numeric_id(number); }
};

} // namespace suasor::testing
