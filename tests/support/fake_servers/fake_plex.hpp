#pragma once

// A Plex Media Server with a generated library, which misbehaves on demand. Its answers have the shapes of Plex's OpenAPI file
// and of what its clients read. Shares nothing with the product.

#include "support/fake_servers/library_server.hpp"

#include <set>

namespace suasor::testing {

/// How the server spells or distorts its lists.
struct plex_dialect {
    std::optional<std::int64_t> total; ///< said in place of the right one
    bool ignores_range = false;        ///< every answer is the whole list, without totalSize
    bool repeat_first_page = false;    ///< the start is ignored
    bool overlap_pages = false;        ///< every page but the first begins one too early
    std::size_t largest_page = 1000;
    bool numbers_as_text = false;
    bool single_as_object = false; ///< a list of one as the element itself
    /// Plays in the history of items whose state knows nothing of them: number and epoch seconds.
    std::vector<std::pair<int, std::int64_t>> forgotten_plays{};
    std::set<int> marked_played{}; ///< items whose plays the history does not have
};

/// Two sections each of movies, shows and music, and one of pictures, which holds nothing of the library. Its operations:
/// "sections", "all", "collections", "collectionItems", "playlists", "playlistItems", "history".
class fake_plex : public library_server {
  public:
    static constexpr const char* k_token = "x5Hq-_plexToken9";

    explicit fake_plex(generated_library library, plex_dialect dialect = {});

    static std::string id_of(int number) { return std::to_string(number); }
    /// The key of the section that holds an item.
    static std::string section_of(const generated_library& library, const generated_item& item);
};

} // namespace suasor::testing
