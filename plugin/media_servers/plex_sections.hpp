#pragma once

// The libraries of a Plex server, which it calls sections, and what of them a listing reads.

#include "plugin/core/sync/listing.hpp"
#include "plugin/media_servers/plex_api.hpp"

namespace media_sync {

/// One list of a server's that a walk reads.
struct plex_leg {
    std::string name; ///< the same in every process, without a slash
    plex_request request;
    item_type type = item_type::movie; ///< of its elements
};

/// The sections of a server, all of them.
class plex_sections {
  public:
    /// Asks the server. Throws as plex_api does.
    plex_sections(plex_api& api, const cancel_token& cancel);

    /// The items of a type, section by section.
    std::vector<plex_leg> legs_of(item_type type) const;

    /// The collections, section by section.
    std::vector<plex_leg> collection_legs() const;

  private:
    struct section {
        std::string key;
        std::string type; ///< "movie", "show", "artist" or one of pictures
    };
    std::vector<section> sections_;
};

/// The playlists, in two lists: those of pictures are no media of ours.
std::vector<plex_leg> plex_playlist_legs();

} // namespace media_sync
