#include "database/conninfo.hpp"

#include <libpq-fe.h>

#include <suasor/types.hpp>

#include <map>
#include <memory>

namespace sample_host {

std::string conninfo_pair(const std::string& name, const std::string& value) {
    auto text = name + "='";
    for (const char c : value) {
        if (c == '\'' || c == '\\') text += '\\';
        text += c;
    }
    return text + "' ";
}

secret with_connection_defaults(const secret& conninfo) {
    using options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;
    const options parsed(PQconninfoParse(conninfo.reveal().c_str(), nullptr), &PQconninfoFree);
    if (!parsed)
        throw suasor::error(SUASOR_E_INVALID_ARGUMENT,
                            "the database connection string is malformed: give postgresql://USER@HOST/NAME or"
                            " \"host=... dbname=...\"");

    std::map<std::string, std::string> values{
        {"application_name", "suasor-host"}, {"connect_timeout", "5"}, {"tcp_user_timeout", "10000"}};
    for (auto* option = parsed.get(); option->keyword; ++option)
        if (option->val) values[option->keyword] = option->val;

    std::string text;
    for (const auto& [name, value] : values)
        text += conninfo_pair(name, value);
    return text;
}

} // namespace sample_host
