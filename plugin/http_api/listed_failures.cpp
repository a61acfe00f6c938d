#include "plugin/http_api/listed_failures.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace media_sync {

namespace json = boost::json;

std::string with_failures(std::string_view progress_data, std::span<const run_failure> failures) {
    json::error_code malformed;
    auto data = json::parse(json::string_view(progress_data.data(), progress_data.size()), malformed);
    auto* object = malformed ? nullptr : data.if_object();
    if (!object || !object->contains("failures")) return std::string(progress_data);

    json::array listed;
    for (const auto& failure : failures)
        listed.push_back({{"itemID", failure.item_id}, {"title", failure.title}, {"error", failure.error}});
    (*object)["failures"] = std::move(listed);
    return json::serialize(data);
}

} // namespace media_sync
