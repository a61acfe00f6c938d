// The host's settings file: one JSON object, every key of it optional.
#pragma once

#include "http/server.hpp"
#include "secret.hpp"

#include <boost/json/object.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sample_host {

/// What a settings file can say; the command line overrides it.
///
///     {
///       "listen": "127.0.0.1:8080",
///       "database": "postgresql://suasor@db.example/suasor",
///       "logLevel": "info",
///       "limits": {"bodyBytes": 65536},
///       "plugins": {"suasor_media_sync": {"flushIntervalMs": 250}}
///     }
struct settings {
    std::optional<std::string> listen;
    std::optional<secret> database;
    std::optional<std::string> data_directory;
    std::optional<std::string> plugins_directory;
    std::optional<std::string> log_level;
    std::optional<std::string> log_format;
    http::server_limits limits;
    boost::json::object plugins; ///< the settings of each plugin under its name, handed over unread
};

/// One of the settings: a row of the reference, and how it is read.
struct setting {
    std::string_view name;
    std::string_view by_default;
    std::string_view allowed; ///< completes "must be ..."
    std::string_view takes_effect;
    std::string_view meaning;
    std::function<bool(const boost::json::value& given, settings& into)> read; ///< false for what is not allowed
};

constexpr auto k_default_listen = "127.0.0.1:8080";
constexpr auto k_default_log_format = "text";

/// All of them, in the order of the reference in README.md, which a test compares with them.
std::vector<setting> known_settings();

/// Throws suasor::error SUASOR_E_INVALID_ARGUMENT, which names the key that is unknown or has a wrong value, says what is
/// allowed, and never repeats a value.
settings parse_settings(std::string_view json);

/// The same, with the file's name in front. Throws suasor::error SUASOR_E_NOT_FOUND if it cannot be read.
settings read_settings(const std::filesystem::path& file);

} // namespace sample_host
