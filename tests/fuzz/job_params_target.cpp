// The parameters of a job, and the plugin's and the host's settings: JSON that somebody wrote -> values in their range, or a
// sentence that says what is wrong and can be sent back.

#include "cli/settings.hpp"
#include "fuzz/input.hpp"
#include "plugin/core/sync/sync_params.hpp"
#include "plugin/entry/settings.hpp"
#include "plugin/http_api/error_body.hpp"

#include <boost/json/parse.hpp>
#include <suasor/types.hpp>

namespace {

using namespace media_sync;
using suasor::fuzz::require;

void check_sentence(std::string_view text) {
    require(!text.empty(), "a refusal says nothing");
    boost::system::error_code malformed;
    boost::json::parse(error_body(400, text, {}, "r1"), malformed);
    require(!malformed, "a refusal cannot be sent", text);
}

void read_params(std::string_view json) {
    const auto params = parse_sync_params(json);
    if (!params) return check_sentence(params.error().text);
    require(params->client.value_or(1) > 0 && params->client.value_or(1) <= INT64_MAX,
            "a client has an id that none has");
}

void read_plugin_settings(std::string_view json) {
    const auto settings = parse_settings(json);
    if (!settings) return check_sentence(settings.error().text);
    const auto& prefix = settings->routes.prefix;
    require(prefix.empty() || (prefix.front() == '/' && prefix.back() != '/'), "a prefix is none", prefix);
    require(settings->database_readers >= 1 && settings->following.readers.all >= 1 && settings->schedule.count() >= 1,
            "a setting is out of range");
}

void read_host_settings(std::string_view json) {
    try {
        sample_host::parse_settings(json);
    } catch (const suasor::error& refused) {
        require(refused.status() == SUASOR_E_INVALID_ARGUMENT, "a refusal has another status");
        check_sentence(refused.what());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto json = suasor::fuzz::input(data, size).rest();
    read_params(json);
    read_plugin_settings(json);
    read_host_settings(json);
    return 0;
}
