#include "plugin/entry/settings.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace media_sync {

namespace {

using boost::json::value;

bool read_prefix(const value& given, settings& into) {
    const auto* text = given.if_string();
    const auto well_formed = text && text->starts_with('/') && !text->ends_with('/') &&
                             text->find_first_of(" ?#:%") == boost::json::string::npos;
    if (!well_formed && !(text && text->empty())) return false;
    into.routes.prefix = std::string(*text);
    return true;
}

bool read_envelope(const value& given, settings& into) {
    const auto* text = given.if_string();
    if (text && *text == "bare")
        into.routes.envelope = response_envelope::bare;
    else if (text && *text == "suasor")
        into.routes.envelope = response_envelope::suasor;
    else
        return false;
    return true;
}

bool read_retention(const value& given, settings& into) {
    const auto* days = given.if_int64();
    if (!given.is_null() && !(days && *days >= 1 && *days <= 36'500)) return false;
    if (days) into.retention.keep = std::chrono::days(*days);
    return true;
}

template <class Store>
setting flag(std::string_view name, std::string_view by_default, std::string_view meaning, Store store) {
    return {name, by_default, "true or false", meaning, [store](const value& given, settings& into) {
                const auto* wanted = given.if_bool();
                if (wanted) store(into, *wanted);
                return wanted != nullptr;
            }};
}

template <class Store>
setting integer(std::string_view name, std::string_view by_default, std::int64_t low, std::int64_t high,
                std::string_view meaning, Store store) {
    return {name, by_default, fmt::format("a whole number from {} to {}", low, high), meaning,
            [=](const value& given, settings& into) {
                const auto* number = given.if_int64();
                if (!number || *number < low || *number > high) return false;
                store(into, *number);
                return true;
            }};
}

std::string names_of(const std::vector<setting>& all) {
    std::string names;
    for (const auto& each : all)
        names += (names.empty() ? "" : ", ") + std::string(each.name);
    return names;
}

settings default_settings(const std::vector<setting>& all) {
    settings defaults;
    for (const auto& each : all)
        each.read(boost::json::parse(boost::json::string_view(each.by_default.data(), each.by_default.size())),
                  defaults);
    return defaults;
}

} // namespace

std::vector<setting> known_settings() {
    return {
        {"routePrefix", R"("/api/v1")",
         R"(a path that begins with / and does not end with it, for example "/api/v1", or "")",
         "where the three routes are", read_prefix},
        {"responseEnvelope", R"("bare")", R"("bare" or "suasor")",
         R"("suasor" wraps answers as `{"success":true,"message":…,"data":…}`, as Suasor's own frontend reads them)",
         read_envelope},
        integer("flushIntervalMs", "250", 200, 10'000,
                "from one stored progress to the next, for runs of the job service",
                [](settings& into, std::int64_t n) { into.flushing.interval = std::chrono::milliseconds(n); }),
        integer("stalledAfterSeconds", "60", 1, 86'400, R"(a run that has not advanced for so long is `"stalled"`)",
                [](settings& into, std::int64_t n) { into.stalled_after = std::chrono::seconds(n); }),
        integer("databaseReaders", "2", 1, 64, "threads that answer requests from the database",
                [](settings& into, std::int64_t n) { into.database_readers = static_cast<std::size_t>(n); }),
        integer("queuedRequests", "256", 1, 100'000, "requests that may wait for one of them, before 503",
                [](settings& into, std::int64_t n) { into.queued_requests = static_cast<std::size_t>(n); }),
        integer("maxStreams", "20000", 1, 1'000'000, "open streams and held-back requests, before 503",
                [](settings& into, std::int64_t n) { into.following.readers.all = static_cast<std::size_t>(n); }),
        integer("maxStreamsPerUser", "10000", 1, 1'000'000, "those of one user, before 429",
                [](settings& into, std::int64_t n) { into.following.readers.of_user = static_cast<std::size_t>(n); }),
        flag("listen", "true",
             "`false` where a connection pooler stands in between that shares sessions, as PgBouncer does in its "
             "transaction mode: runs of other hosts are then looked up four times a second while somebody watches "
             "them. A LISTEN that nothing comes of is noticed anyway",
             [](settings& into, bool wanted) { into.listen = wanted; }),
        integer("scheduleSeconds", "60", 1, 86'400, "from one look for scheduled syncs that are due to the next",
                [](settings& into, std::int64_t n) { into.schedule = std::chrono::seconds(n); }),
        flag("allowEmptiedLibrary", "false",
             "`true` where a server that lists nothing is to be believed although it had items: else such a sync fails "
             "and nothing is removed",
             [](settings& into, bool wanted) { into.syncing.allow_emptied_library = wanted; }),
        {"retainRunsDays", "null", "a whole number from 1 to 36500, or null",
         "runs that ended so long ago are deleted, with their failures; `null` keeps them for ever. Runs of the "
         "host's own are never touched",
         read_retention},
    };
}

result<settings> parse_settings(std::string_view json) {
    boost::system::error_code malformed;
    const auto document = boost::json::parse(boost::json::string_view(json.data(), json.size()), malformed);
    const auto* object = malformed ? nullptr : document.if_object();
    if (!object) return problem{errc::invalid_argument, "the plugin's settings must be one JSON object"};

    const auto known = known_settings();
    auto parsed = default_settings(known);
    for (const auto& [key, given] : *object) {
        const std::string_view name(key.data(), key.size());
        const auto found = std::ranges::find(known, name, &setting::name);
        if (found == known.end())
            return problem{errc::invalid_argument,
                           fmt::format("the setting \"{}\" is not known; there are {}", name, names_of(known))};
        if (!found->read(given, parsed))
            return problem{errc::invalid_argument, fmt::format("the setting \"{}\" must be {}", name, found->allowed)};
    }
    return parsed;
}

} // namespace media_sync
