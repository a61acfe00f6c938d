#pragma once

// Walks over the albums of a Subsonic server, whose getAlbumList2 tells neither a total nor an end.

#include "plugin/media_servers/seen_ids.hpp"
#include "plugin/media_servers/subsonic_api.hpp"

#include <boost/json/value.hpp>

#include <cstdint>

namespace media_sync {

struct listed_album {
    std::int64_t offset = 0; ///< in the server's list
    boost::json::value album;
};

/// Each album once, by id, even if the list shifts during the walk.
class subsonic_album_list {
  public:
    static constexpr std::int64_t k_page_size = 500;

    /// `order` is one of getAlbumList2's types that list whole libraries, or "frequent", the albums that have been played.
    subsonic_album_list(subsonic_api& api, std::int64_t offset, std::string order = "alphabeticalByName")
        : api_(api), order_(std::move(order)), offset_(offset) {}

    /// The albums of the next page that have not been seen in this walk; empty at the end. Throws source_error if the server
    /// gives the same full page for every offset, for then its other albums are out of reach; else as subsonic_api does.
    std::vector<listed_album> next(const cancel_token& cancel);

    /// Whether the walk, begun at offset 0, has met every album once and nothing at its end. A server that gives an album twice may
    /// have kept another one back.
    bool is_whole() const { return ended_ && offset_ == static_cast<std::int64_t>(seen_.size()); }

    /// In the server's list, of what `next` asks for.
    std::int64_t offset() const { return offset_; }

  private:
    subsonic_api& api_;
    std::string order_;
    std::int64_t offset_;
    int pages_with_news_ = 0;
    bool ended_ = false;
    seen_ids seen_;
};

} // namespace media_sync
