#include "cli/settings.hpp"

#include "cli/text_file.hpp"
#include "database/json_body.hpp"

#include <suasor/types.hpp>

namespace sample_host {
namespace {

void check_plugins(const boost::json::object& plugins) {
    for (const auto& [name, value] : plugins)
        if (!value.is_object())
            throw suasor::error(SUASOR_E_INVALID_ARGUMENT,
                                "\"plugins." + std::string(name.data(), name.size()) + "\" must be a JSON object");
}

} // namespace

settings parse_settings(std::string_view json) {
    const json_body body(json, {"listen", "database", "dataDir", "pluginsDir", "logLevel", "plugins"});

    settings parsed;
    parsed.listen = body.text("listen");
    parsed.database = body.text("database");
    parsed.data_directory = body.text("dataDir");
    parsed.plugins_directory = body.text("pluginsDir");
    parsed.log_level = body.text("logLevel");
    parsed.plugins = body.object("plugins");
    check_plugins(parsed.plugins);
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
