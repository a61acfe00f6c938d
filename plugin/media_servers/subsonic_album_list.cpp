#include "plugin/media_servers/subsonic_album_list.hpp"

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/json_fields.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace media_sync {

namespace {

namespace json = boost::json;

// What makes an album the same in another page: its id, or all of it if it has none.
std::size_t album_identity(const json::value& album) {
    const auto* object = album.if_object();
    const auto id = object ? text_field(*object, "id") : std::string();
    return std::hash<std::string>{}(id.empty() ? json::serialize(album) : id);
}

} // namespace

std::vector<listed_album> subsonic_album_list::next(const cancel_token& cancel) {
    if (ended_) return {};
    const auto response =
        api_.call({"getAlbumList2",
                   {{"type", order_}, {"size", std::to_string(k_page_size)}, {"offset", std::to_string(offset_)}}},
                  cancel);
    const auto* list = object_field(response, "albumList2");
    const auto albums = list ? list_field(*list, "album") : std::span<const json::value>();

    std::vector<listed_album> news;
    for (const auto& album : albums) {
        if (seen_.insert(album_identity(album))) news.push_back({offset_, album});
        ++offset_;
    }

    if (!news.empty()) {
        ++pages_with_news_;
        return news;
    }
    // The first page again although there must be more. A later one again means that a server clamps the offset.
    const bool full = static_cast<std::int64_t>(albums.size()) == k_page_size;
    if (full && pages_with_news_ == 1)
        throw source_error(
            fmt::format("{}: getAlbumList2 gives the same {} albums for every offset, so the others cannot "
                        "be read; update the server",
                        api_.server(), k_page_size));
    ended_ = true;
    return {};
}

} // namespace media_sync
