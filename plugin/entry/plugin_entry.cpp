#include "plugin/entry/media_sync_plugin.hpp"

extern "C" const suasor_plugin_api* suasor_plugin_entry(void) {
    static constexpr auto api = suasor::make_plugin_api<media_sync::media_sync_plugin>(
        "suasor_media_sync", SUASOR_MEDIA_SYNC_VERSION,
        "Media sync for Jellyfin, Emby, Plex and Subsonic, with job progress to poll and stream");
    return &api;
}
