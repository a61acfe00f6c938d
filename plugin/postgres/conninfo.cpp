#include "plugin/postgres/conninfo.hpp"

#include <libpq-fe.h>

#include <map>
#include <memory>
#include <stdexcept>

namespace media_sync::postgres {

namespace {

std::string pair(const std::string& name, const std::string& value) {
    auto text = name + "='";
    for (const char c : value) {
        if (c == '\'' || c == '\\') text += '\\';
        text += c;
    }
    return text + "' ";
}

} // namespace

secret with_connection_defaults(const secret& conninfo) {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
        PQconninfoParse(conninfo.reveal().c_str(), nullptr), &PQconninfoFree);
    if (!parsed)
        throw std::invalid_argument("the host's database connection string is malformed: it has to be "
                                    "postgresql://USER@HOST/NAME or \"host=... dbname=...\"");

    std::map<std::string, std::string> values{{"application_name", "suasor_media_sync"},
                                              {"connect_timeout", "5"},
                                              {"keepalives_idle", "10"},
                                              {"keepalives_interval", "5"},
                                              {"keepalives_count", "3"},
                                              {"tcp_user_timeout", "10000"}};
    for (const auto* option = parsed.get(); option->keyword; ++option)
        if (option->val) values[option->keyword] = option->val;

    std::string text;
    for (const auto& [name, value] : values)
        text += pair(name, value);
    return text;
}

} // namespace media_sync::postgres
