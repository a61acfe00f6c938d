#include "plugin/media_servers/provider_ids.hpp"

#include "plugin/media_servers/ascii_lower.hpp"
#include "plugin/media_servers/json_fields.hpp"

#include <algorithm>
#include <array>

namespace media_sync {

namespace {

// Providers whose name says what kind of thing they name, and the source that an item of that kind gets.
struct provider {
    std::string_view name;
    std::optional<item_type> names; ///< nullopt: nothing that we have
    std::string_view source;
};

// MusicBrainz: a recording is what other servers know a track by. What is called track is the recording's place on a release.
constexpr std::array<provider, 11> k_particular{{
    {"musicbrainzartist", item_type::artist, "musicbrainz"},
    {"musicbrainzalbum", item_type::album, "musicbrainz"},
    {"musicbrainzrecording", item_type::track, "musicbrainz"},
    {"musicbrainztrack", item_type::track, "musicbrainztrack"},
    {"musicbrainzalbumartist", std::nullopt, ""},
    {"musicbrainzreleasegroup", std::nullopt, ""},
    {"audiodbartist", item_type::artist, "audiodb"},
    {"audiodbalbum", item_type::album, "audiodb"},
    {"tmdbcollection", item_type::collection, "tmdb"},
    {"tvdbcollection", item_type::collection, "tvdb"},
    {"tvdbseason", item_type::season, "tvdb"},
}};

// "" if the id is not the item's own.
std::string source_of(const std::string& name, item_type type) {
    const auto found = std::ranges::find(k_particular, name, &provider::name);
    if (found == k_particular.end()) return name;
    return found->names == type ? std::string(found->source) : std::string();
}

} // namespace

std::vector<external_id> read_provider_ids(const boost::json::object& ids, item_type type) {
    std::vector<external_id> own;
    for (const auto& member : ids) {
        const std::string_view name(member.key().data(), member.key().size());
        auto source = source_of(ascii_lower(std::string(name)), type);
        auto id = text_field(ids, name);
        if (source.empty() || id.empty() || id.find("://") != std::string::npos) continue;
        own.push_back({std::move(source), std::move(id)});
    }
    return own;
}

} // namespace media_sync
