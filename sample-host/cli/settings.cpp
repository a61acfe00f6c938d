#include "cli/settings.hpp"

#include "cli/limits.hpp"
#include "cli/listen_address.hpp"
#include "cli/log_names.hpp"
#include "cli/text_file.hpp"
#include "refusal.hpp"

#include <suasor/types.hpp>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace sample_host {
namespace {

using boost::json::value;

constexpr auto k_at_start = "at the next start";
constexpr auto k_at_reload = "at a reload";

/// Reads a string for which `check` does not throw.
template <class Text, class Check>
auto text(std::optional<Text> settings::*member, Check check) {
    return [=](const value& given, settings& into) {
        const auto* string = given.if_string();
        if (!string) return false;
        try {
            check(std::string_view(string->data(), string->size()));
        } catch (const suasor::error&) {
            return false;
        }
        into.*member = std::string(*string);
        return true;
    };
}

void anything(std::string_view) {}

bool read_plugins(const value& given, settings& into) {
    const auto* plugins = given.if_object();
    if (!plugins) return false;
    for (const auto& [name, of_plugin] : *plugins)
        if (!of_plugin.is_object())
            refuse(fmt::format("\"plugins.{}\" must be a JSON object", std::string_view(name.data(), name.size())));
    into.plugins = *plugins;
    return true;
}

bool read_limits(const value& given, settings& into) {
    const auto* limits = given.if_object();
    if (limits) into.limits = parse_limits(*limits);
    return limits != nullptr;
}

std::string names_of(const std::vector<setting>& all) {
    std::string names;
    for (const auto& each : all)
        names += (names.empty() ? "" : ", ") + std::string(each.name);
    return names;
}

} // namespace

std::vector<setting> known_settings() {
    return {
        {"listen", R"(`"127.0.0.1:8080"`)", "a string like \"127.0.0.1:8080\" or \"[::1]:8080\"", k_at_start,
         "where to listen; port 0 is any free one", text(&settings::listen, parse_listen_address)},
        {"database", "none: a PostgreSQL of the host's own", "a string: PostgreSQL's URL or connection string",
         k_at_start, "the database; also in `$SUASOR_DATABASE`", text(&settings::database, anything)},
        {"dataDir", "`/var/lib/suasor-host` for root, else `~/.local/share/suasor-host`", "a string: a folder",
         k_at_start, "where a PostgreSQL of the host's own has its data", text(&settings::data_directory, anything)},
        {"pluginsDir", "`plugins` beside the executable", "a string: a folder", k_at_start,
         "the folder whose plugins are loaded", text(&settings::plugins_directory, anything)},
        {"logLevel", R"(`"info"`; for other commands than `serve` `"warn"`)", k_log_levels, k_at_reload,
         "the least that is logged", text(&settings::log_level, log_level_named)},
        {"logFormat", R"(`"text"`)", k_log_formats, k_at_reload, "`\"json\"` writes each line as a JSON object",
         text(&settings::log_format, log_format_named)},
        {"limits", "`{}`", "a JSON object", k_at_start, "what a client may cost, see below", read_limits},
        {"plugins", "`{}`", "a JSON object of JSON objects", k_at_start, "the settings of each plugin, under its name",
         read_plugins},
    };
}

settings parse_settings(std::string_view json) {
    boost::system::error_code malformed;
    const auto document = boost::json::parse(boost::json::string_view(json.data(), json.size()), malformed);
    const auto* object = malformed ? nullptr : document.if_object();
    if (!object) refuse("this is not one JSON object");

    const auto known = known_settings();
    settings parsed;
    for (const auto& [key, given] : *object) {
        const std::string_view name(key.data(), key.size());
        const auto found = std::ranges::find(known, name, &setting::name);
        if (found == known.end())
            refuse(fmt::format("the setting \"{}\" is not known; there are {}", name, names_of(known)));
        if (!found->read(given, parsed)) refuse(fmt::format("\"{}\" must be {}", name, found->allowed));
    }
    return parsed;
}

settings read_settings(const std::filesystem::path& file) {
    const auto text = read_text_file(file);
    try {
        return parse_settings(text);
    } catch (const suasor::error& problem) {
        throw suasor::error(problem.status(), file.string() + ": " + problem.what());
    }
}

} // namespace sample_host
