// The host's settings file: one JSON object, every key of it optional.
#pragma once

#include <boost/json/object.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace sample_host {

/// What a settings file can say; the command line overrides it.
///
///     {
///       "listen": "127.0.0.1:8080",
///       "database": "postgresql://suasor@db.example/suasor",
///       "dataDir": "/var/lib/suasor-host",
///       "pluginsDir": "/usr/lib/suasor-host/plugins",
///       "logLevel": "info",
///       "plugins": {"suasor_media_sync": {"flushIntervalMs": 250}}
///     }
struct settings {
    std::optional<std::string> listen;
    std::optional<std::string> database;
    std::optional<std::string> data_directory;
    std::optional<std::string> plugins_directory;
    std::optional<std::string> log_level;
    boost::json::object plugins; ///< the settings of each plugin under its name, handed over unread
};

/// Throws suasor::error SUASOR_E_INVALID_ARGUMENT, which names the key that is unknown or has the wrong type and never
/// repeats a value.
settings parse_settings(std::string_view json);

/// The same, with the file's name in front. Throws suasor::error SUASOR_E_NOT_FOUND if it cannot be read.
settings read_settings(const std::filesystem::path& file);

} // namespace sample_host
