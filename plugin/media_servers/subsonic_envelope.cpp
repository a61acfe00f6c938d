#include "plugin/media_servers/subsonic_envelope.hpp"

#include "plugin/media_servers/json_body.hpp"
#include "plugin/media_servers/json_fields.hpp"

namespace media_sync {

std::variant<boost::json::object, subsonic_failure, not_subsonic> open_subsonic_envelope(std::string_view body) {
    auto document = parse_json_body(body);
    if (!document) return not_subsonic{document.error().text};

    auto* root = document->if_object();
    auto* envelope = root ? root->if_contains("subsonic-response") : nullptr;
    if (!envelope || !envelope->is_object()) return not_subsonic{"JSON of something other than Subsonic"};

    auto& response = envelope->get_object();
    const auto status = text_field(response, "status");
    if (status == "ok") return std::move(response);

    const auto* error = object_field(response, "error");
    if (status != "failed" && !error) return not_subsonic{"JSON of something other than Subsonic"};
    if (!error) return subsonic_failure{};
    return subsonic_failure{count_field(*error, "code").value_or(0), text_field(*error, "message")};
}

} // namespace media_sync
