#include "plugin/entry/extension_arguments.hpp"

namespace media_sync {

void refuse(const char* why) {
    throw suasor::error(SUASOR_E_INVALID_ARGUMENT, why);
}

std::string_view text_of(suasor_string text) {
    if (!text.ptr && text.len > 0) refuse("a text has a length but no bytes");
    return suasor::to_view(text);
}

scope scope_of(const suasor_principal* principal) {
    const auto who = suasor::to_principal(principal);
    if (!who || who->is_admin) return {};
    return {who->user_id};
}

const suasor_receiver& require_receiver(const suasor_receiver* json) {
    if (!json || !SUASOR_HAS_FIELD(suasor_receiver, json, receive) || !json->receive)
        refuse("a suasor_receiver with a receive function is needed to take the JSON");
    return *json;
}

void deliver(const suasor_receiver& to, const std::string& json) {
    to.receive(to.user_data, suasor::to_c(json));
}

} // namespace media_sync
