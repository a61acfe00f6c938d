#pragma once

// The keys by which items of two clients are found to be one, as media_item_keys holds them.

#include "plugin/core/media/media_item.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <vector>

namespace media_sync::postgres {

/// Where an item stands in the one it belongs to.
struct item_place {
    std::int64_t parent = 0; ///< media_items.id: a season's or episode's series, an album's artist, a track's album
    std::optional<std::int64_t> group;  ///< an episode's season, a track's disc
    std::optional<std::int64_t> number; ///< a season's, an episode's, a track's
};

/// As media_items.data has it: seriesID, seasonNumber and number; artistID; albumID, discNumber and trackNumber.
item_place place_in(item_type type, const boost::json::object& data);

/// The keys of an item, sorted, each once:
///
///   id:SOURCE:ID                       for every external id
///   title:YEAR:TITLE                   of a movie or series whose year is known
///   name:NAME                          of an artist
///   album:ARTIST:YEAR:TITLE            of an album whose artist and year are known
///   season:SERIES:NUMBER               of a season; 0 is the specials
///   episode:SERIES:SEASON:NUMBER       of an episode
///   track:ALBUM:DISC:NUMBER:TITLE      of a track; a disc that is not known, or 0, is the first
///
/// ARTIST, SERIES and ALBUM are media_items.id; a reference that came to nothing (0) and a number that is not known, negative or
/// beyond 999,999,999 give no key. Letters of ASCII count as lower case, spaces at the ends not at all. A key longer than 1,024
/// bytes is left out. The migrations 0002_media_sources (the first three) and 0005_media_item_keys (the others) compute the
/// same.
std::vector<std::string> item_keys(item_type type, const std::string& title, std::optional<std::int64_t> release_year,
                                   const std::vector<external_id>& external_ids, const item_place& place = {});

/// What the keys of all of a catalogue's external ids begin with: `id:SOURCE:`.
std::string catalogue_prefix(const external_id& id);

} // namespace media_sync::postgres
