// A media server's configuration: what somebody sends to the host -> what the host stores and shows -> what the plugin reads;
// and what the plugin reads of anything else that stands in the database.

#include "database/clients.hpp"
#include "fuzz/input.hpp"
#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/client_config.hpp"

#include <boost/json/serialize.hpp>

namespace {

using namespace media_sync;
using suasor::fuzz::input;
using suasor::fuzz::require;

constexpr std::string_view k_secret = "c0nfidentialAccessToken";

void check_told(std::string_view text, std::string_view what) {
    require(text.find(k_secret) == text.npos, what, text);
}

// Gives whether the plugin takes the configuration.
bool is_readable(const std::string& type, std::string config) {
    const client_record client{7, 1, type, "Home", true, std::move(config)};
    try {
        if (type == "plex")
            read_plex_config(client);
        else if (type == "subsonic")
            read_subsonic_config(client);
        else
            read_api_key_config(client);
        return true;
    } catch (const source_error& complaint) {
        require(std::string_view(complaint.what()).find("client 7 \"Home\"") != std::string_view::npos,
                "a complaint does not name the client", complaint.what());
        check_told(complaint.what(), "a complaint tells the secret");
        return false;
    }
}

void store_and_show(std::string_view body) {
    auto wanted = sample_host::parse_new_client(body, 1);
    for (auto* credential : {&wanted.api_key, &wanted.token, &wanted.password})
        if (!credential->empty()) *credential = std::string(k_secret);

    const auto config = client_config(wanted);
    check_told(boost::json::serialize(sample_host::show_config(config)), "a client is shown with its secret");
    is_readable(wanted.type, config.reveal());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = input(data, size).rest();
    if (text.find(k_secret) != text.npos) return 0; // told by whoever made this up

    for (const auto* type : {"jellyfin", "plex", "subsonic"})
        is_readable(type, std::string(text));
    try {
        store_and_show(text);
    } catch (const suasor::error& refused) {
        require(refused.status() == SUASOR_E_INVALID_ARGUMENT, "a refusal has another status");
        check_told(refused.what(), "a refusal tells the secret");
    }
    return 0;
}
