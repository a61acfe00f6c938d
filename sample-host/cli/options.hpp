// What each of the host's commands is told, after the command line, the environment and the settings file are one.
#pragma once

#include "database/clients.hpp"
#include "http/server.hpp"
#include "secret.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace sample_host {

/// Where the database is: a PostgreSQL that somebody runs, or the host's own.
struct database_options {
    secret url;                           ///< a libpq connection string; empty: the host's own
    std::filesystem::path data_directory; ///< of the host's own; empty: default_data_directory()
};

/// What all commands share.
struct command_options {
    database_options database;
    std::filesystem::path plugins_directory;
    boost::json::object plugin_settings;
    std::string log_level = "info";
    std::string log_format = "text";
};

struct serve_options : command_options {
    std::string listen;
    http::server_limits limits;
    /// Reads all of it again: the settings file may say something else by now. Empty if there is no such file.
    std::function<serve_options()> reread;
};

struct migrate_options : command_options {
    bool down = false;
};

struct user_add_options : command_options {
    std::string name;
    std::string email;
    bool admin = false;
};

struct client_add_options : command_options {
    std::string user;
    new_client client; ///< without the user's id
};

struct sync_options : command_options {
    std::uint64_t client = 0;
    std::string type;
    bool json = false;
};

struct runs_options : command_options {
    std::uint32_t limit = 20;
    std::string status; ///< all if empty
    bool json = false;
};

struct clients_options : command_options {
    bool json = false;
};

struct plugins_options : command_options {
    bool json = false;
};

struct doctor_options : command_options {
    std::string settings_file;    ///< "" if none is named
    std::string settings_problem; ///< why it cannot be read; then the other options are not what they should be
    bool json = false;
};

struct watch_options : command_options {
    std::optional<std::uint64_t> run; ///< all active ones if none
    bool follow = false;              ///< wait for the next when none is active
    bool json = false;
};

} // namespace sample_host
