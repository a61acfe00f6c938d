#include "plugin/media_servers/listed_item.hpp"

#include "plugin/media_servers/json_fields.hpp"

#include <fmt/format.h>

namespace media_sync {

std::optional<media_item> begin_item(media_page& page, const boost::json::value& element, std::string_view id_key,
                                     std::string_view title_key) {
    const auto* object = element.if_object();
    if (!object) {
        page.failures.push_back({"", "", "the server listed something that is not an object"});
        return std::nullopt;
    }

    media_item item;
    item.source_id = text_field(*object, id_key);
    item.details.title = text_field(*object, title_key);
    const auto refuse = [&](std::string why) -> std::optional<media_item> {
        page.failures.push_back({item.source_id, item.details.title, std::move(why)});
        return std::nullopt;
    };
    if (item.source_id.empty()) return refuse("the server gave no id");
    if (item.source_id.size() > k_longest_id) {
        item.source_id.resize(k_longest_id);
        return refuse("its id is longer than 255 bytes");
    }
    if (item.details.title.empty()) return refuse("the server gave no title");
    return item;
}

bool is_of_kind(media_page& page, const media_item& item, std::string_view kind, std::string_view wanted) {
    if (kind.empty() || kind == wanted) return true;
    page.failures.push_back(
        {item.source_id, item.details.title,
         fmt::format("the server listed a {} where a {} was asked for", kind.substr(0, k_longest_id), wanted)});
    return false;
}

} // namespace media_sync
