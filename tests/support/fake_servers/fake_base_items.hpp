#pragma once

// What fakes of Jellyfin and Emby have in common: how items are selected, and how they look as JSON.

#include "support/fake_servers/generated_library.hpp"
#include "support/fake_servers/http_server.hpp"

#include <boost/json/object.hpp>

#include <set>

namespace suasor::testing {

/// How a server spells or distorts its lists.
struct base_item_dialect {
    std::optional<std::int64_t> total; ///< said in place of the right one
    bool repeat_first_page = false;    ///< the start index is ignored
    std::size_t largest_page = 1000;
    bool entry_ids = true;        ///< PlaylistItemId
    bool begun_means_any = false; ///< whoever asks for what is begun gets also what was played to its end
};

/// Which items a request asks for.
struct base_item_selection {
    std::set<media_kind> kinds;
    std::optional<bool> played;
    bool begun = false;
    bool liked = false;
    bool last_played_first = false;
    int members_of = 0; ///< the number of a playlist or collection; 0: of the whole library
};

std::vector<const generated_item*> select(const generated_library& library, const base_item_selection& selection);

media_kind kind_named(const std::string& word);

/// The parameter's value, "" if there is none.
std::string parameter(const received_request& request, const std::string& name);
std::set<std::string> words(const std::string& comma_separated);

/// The server's id of an item, and back. 0 for what is no id.
using id_maker = std::string (*)(int number);
std::string hexadecimal_id(int number);
std::string numeric_id(int number);
int number_of_hexadecimal_id(const std::string& id);
int number_of_numeric_id(const std::string& id);

/// What is told of an item.
struct base_item_view {
    id_maker id = hexadecimal_id;
    bool emby = false;            ///< names with numeric ids, and what Jellyfin always tells only if asked for
    std::set<std::string> fields; ///< asked for
    bool images = true;
    bool user_data = true;
};

boost::json::object base_item_json(const generated_library& library, const generated_item& item,
                                   const base_item_view& view);

/// The answer {Items, TotalRecordCount, StartIndex}.
boost::json::object base_item_list(const generated_library& library, const std::vector<const generated_item*>& items,
                                   const base_item_view& view, const base_item_dialect& dialect, std::size_t start,
                                   std::size_t limit, bool entries);

} // namespace suasor::testing
