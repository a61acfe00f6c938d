#include "plugin/entry/settings.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <functional>
#include <map>

namespace media_sync {

namespace {

using boost::json::value;

problem wrong(std::string_view name, std::string_view allowed) {
    return {errc::invalid_argument, fmt::format("the setting \"{}\" must be {}", name, allowed)};
}

result<std::int64_t> read_integer(std::string_view name, const value& given, std::int64_t low, std::int64_t high) {
    const auto* number = given.if_int64();
    if (!number || *number < low || *number > high)
        return wrong(name, fmt::format("a whole number from {} to {}", low, high));
    return *number;
}

result<void> read_prefix(std::string_view name, const value& given, settings& into) {
    const auto* text = given.if_string();
    const auto well_formed = text && text->starts_with('/') && !text->ends_with('/') &&
                             text->find_first_of(" ?#:%") == boost::json::string::npos;
    if (!well_formed && !(text && text->empty()))
        return wrong(name, "a path that begins with / and does not end with it, for example \"/api/v1\"");
    into.routes.prefix = std::string(*text);
    return {};
}

result<void> read_envelope(std::string_view name, const value& given, settings& into) {
    const auto* text = given.if_string();
    if (text && *text == "bare")
        into.routes.envelope = response_envelope::bare;
    else if (text && *text == "suasor")
        into.routes.envelope = response_envelope::suasor;
    else
        return wrong(name, "\"bare\" or \"suasor\"");
    return {};
}

using reader = std::function<result<void>(std::string_view, const value&, settings&)>;

template <class Store>
reader flag(Store store) {
    return [=](std::string_view name, const value& given, settings& into) -> result<void> {
        const auto* wanted = given.if_bool();
        if (!wanted) return wrong(name, "true or false");
        store(into, *wanted);
        return {};
    };
}

template <class Store>
reader integer(std::int64_t low, std::int64_t high, Store store) {
    return [=](std::string_view name, const value& given, settings& into) -> result<void> {
        const auto number = read_integer(name, given, low, high);
        if (!number) return number.error();
        store(into, *number);
        return {};
    };
}

std::map<std::string_view, reader> readers() {
    return {
        {"routePrefix", read_prefix},
        {"responseEnvelope", read_envelope},
        {"flushIntervalMs",
         integer(200, 10'000,
                 [](settings& into, std::int64_t n) { into.flushing.interval = std::chrono::milliseconds(n); })},
        {"stalledAfterSeconds",
         integer(1, 86'400, [](settings& into, std::int64_t n) { into.stalled_after = std::chrono::seconds(n); })},
        {"databaseReaders",
         integer(1, 64, [](settings& into, std::int64_t n) { into.database_readers = static_cast<std::size_t>(n); })},
        {"listen", flag([](settings& into, bool wanted) { into.listen = wanted; })},
        {"queuedRequests",
         integer(1, 100'000,
                 [](settings& into, std::int64_t n) { into.queued_requests = static_cast<std::size_t>(n); })},
        {"maxStreams",
         integer(1, 1'000'000,
                 [](settings& into, std::int64_t n) { into.following.max_readers = static_cast<std::size_t>(n); })},
        {"scheduleSeconds",
         integer(1, 86'400, [](settings& into, std::int64_t n) { into.schedule = std::chrono::seconds(n); })},
        {"allowEmptiedLibrary", flag([](settings& into, bool wanted) { into.syncing.allow_emptied_library = wanted; })},
    };
}

} // namespace

result<settings> parse_settings(std::string_view json) {
    boost::system::error_code malformed;
    const auto document = boost::json::parse(boost::json::string_view(json.data(), json.size()), malformed);
    const auto* object = malformed ? nullptr : document.if_object();
    if (!object) return problem{errc::invalid_argument, "the plugin's settings must be one JSON object"};

    const auto known = readers();
    settings parsed;
    for (const auto& [key, given] : *object) {
        const std::string_view name(key.data(), key.size());
        const auto found = known.find(name);
        if (found == known.end()) {
            std::string names;
            for (const auto& [each, unused] : known)
                names += (names.empty() ? "" : ", ") + std::string(each);
            return problem{errc::invalid_argument,
                           fmt::format("the setting \"{}\" is not known; there are {}", name, names)};
        }
        if (auto read = found->second(name, given, parsed); !read) return read.error();
    }
    return parsed;
}

} // namespace media_sync
