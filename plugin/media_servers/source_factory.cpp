#include "plugin/media_servers/source_factory.hpp"

#include "plugin/media_servers/client_config.hpp"
#include "plugin/media_servers/emby_source.hpp"
#include "plugin/media_servers/jellyfin_source.hpp"
#include "plugin/media_servers/plex_source.hpp"
#include "plugin/media_servers/subsonic_source.hpp"

#include <fmt/format.h>

namespace media_sync {

namespace {

class network_source_factory final : public source_factory {
  public:
    network_source_factory(http_settings settings, const metrics& counted)
        : settings_(std::move(settings)), metrics_(counted) {}

    std::unique_ptr<media_source> open(const client_record& client) const override {
        const auto settings = counting(client.type);
        if (client.type == "emby")
            return create_emby_source(fmt::format("Emby server \"{}\"", display_name(client)),
                                      read_api_key_config(client), settings);
        if (client.type == "jellyfin")
            return create_jellyfin_source(fmt::format("Jellyfin server \"{}\"", display_name(client)),
                                          read_api_key_config(client), settings);
        if (client.type == "plex")
            return create_plex_source(fmt::format("Plex server \"{}\"", display_name(client)), read_plex_config(client),
                                      settings);
        if (client.type == "subsonic")
            return create_subsonic_source(fmt::format("Subsonic server \"{}\"", display_name(client)),
                                          read_subsonic_config(client), settings);

        throw source_error(fmt::format("The type \"{}\" of {} is none that can be synced; supported: emby, jellyfin, "
                                       "plex, subsonic",
                                       client.type, name_of(client)));
    }

  private:
    static std::string display_name(const client_record& client) {
        return client.name.empty() ? fmt::format("client {}", client.id) : client.name;
    }

    http_settings counting(const std::string& server) const {
        auto settings = settings_;
        // Of the metrics themselves, not of this factory: a source may outlive it.
        settings.on_attempt = [&counted = metrics_, server](metrics::duration took) {
            counted.server_asked(server, took);
        };
        settings.on_retry = [&counted = metrics_, server](retry_reason why) {
            counted.server_asked_again(server, why);
        };
        return settings;
    }

    const http_settings settings_;
    const metrics& metrics_;
};

} // namespace

std::unique_ptr<source_factory> create_source_factory(http_settings settings, const metrics& counted) {
    return std::make_unique<network_source_factory>(std::move(settings), counted);
}

} // namespace media_sync
