#include "plugin/media_servers/source_factory.hpp"

#include "plugin/media_servers/client_config.hpp"
#include "plugin/media_servers/plex_source.hpp"
#include "plugin/media_servers/subsonic_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace media_sync {

namespace {

// Media servers of Suasor's that a later version reads.
constexpr std::array<std::string_view, 2> k_not_yet{"jellyfin", "emby"};

class network_source_factory final : public source_factory {
  public:
    explicit network_source_factory(http_settings settings) : settings_(std::move(settings)) {}

    std::unique_ptr<media_source> open(const client_record& client) const override {
        if (client.type == "plex")
            return create_plex_source(fmt::format("Plex server \"{}\"", display_name(client)), read_plex_config(client),
                                      settings_);
        if (client.type == "subsonic")
            return create_subsonic_source(fmt::format("Subsonic server \"{}\"", display_name(client)),
                                          read_subsonic_config(client), settings_);

        const auto why = std::ranges::find(k_not_yet, client.type) != k_not_yet.end()
                             ? "is not supported yet by this version"
                             : "is none that can be synced";
        throw source_error(
            fmt::format("The type \"{}\" of {} {}; supported: plex, subsonic", client.type, name_of(client), why));
    }

  private:
    static std::string display_name(const client_record& client) {
        return client.name.empty() ? fmt::format("client {}", client.id) : client.name;
    }

    http_settings settings_;
};

} // namespace

std::unique_ptr<source_factory> create_source_factory(http_settings settings) {
    return std::make_unique<network_source_factory>(std::move(settings));
}

} // namespace media_sync
