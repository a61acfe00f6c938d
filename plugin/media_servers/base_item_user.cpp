#include "plugin/media_servers/base_item_user.hpp"

#include "plugin/media_servers/ascii_lower.hpp"
#include "plugin/media_servers/json_fields.hpp"
#include "plugin/media_servers/list_walk.hpp"

#include <fmt/format.h>

namespace media_sync {

namespace {

namespace json = boost::json;

} // namespace

std::string find_base_item_user(base_item_api& api, const base_item_requests& requests, const std::string& username,
                                const cancel_token& cancel) {
    constexpr int k_page_size = 500;
    const auto address = [&](const list_window& window) { return requests.users(window); };

    std::vector<std::string> ids;
    list_walk users(api, address, 0, k_page_size, std::nullopt);
    while (!users.ended()) {
        for (const auto& element : users.next(cancel)) {
            const auto* user = element.if_object();
            if (!user || text_field(*user, "Id").empty()) continue;
            const auto name = text_field(*user, "Name");
            if (name == username) return text_field(*user, "Id");
            if (ascii_lower(name) == ascii_lower(username)) ids.push_back(text_field(*user, "Id"));
        }
    }

    if (ids.size() == 1) return ids.front();
    throw api.error(requests.users({}), fmt::format("lists {} by the client's username \"{}\"; correct the username in "
                                                    "the client's settings, or enter the user's id as userID",
                                                    ids.empty() ? "no user" : "more than one user", username));
}

} // namespace media_sync
