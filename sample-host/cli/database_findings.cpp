#include "cli/database_findings.hpp"

#include "database/postgres_binaries.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sample_host {
namespace {

using kind = connection_failure::kind;

constexpr std::chrono::seconds k_tolerated_skew{5};

std::string cure_of(kind what) {
    switch (what) {
    case kind::unreachable:
        return "start PostgreSQL there, or correct host and port of the database";
    case kind::starting:
        return "wait until PostgreSQL takes connections";
    case kind::credentials:
        return "correct the user or the password of the database, or let the user in by pg_hba.conf";
    case kind::no_database:
        return "make the database with createdb, or correct its name";
    case kind::full:
        return "end sessions that nobody needs, or raise PostgreSQL's max_connections";
    case kind::other:
        break;
    }
    return "look into PostgreSQL's log";
}

/// What is known of a private database before anybody connects to it.
std::string place_of(const inspected_database& database) {
    if (!database.folder()) return "";
    return fmt::format(", the host's own in {}{}", database.folder()->string(),
                       database.served() ? ", from which a host serves now" : "");
}

finding version_of(const database_facts& facts) {
    const auto text = "PostgreSQL " + facts.version_text;
    if (facts.version >= k_oldest_postgres * 10'000) return {"PostgreSQL", verdict::ok, text};
    return {"PostgreSQL", verdict::broken, text + " is too old",
            fmt::format("move the database to PostgreSQL {} or later", k_oldest_postgres)};
}

finding permissions_of(const database_facts& facts) {
    constexpr auto k_subject = "permissions";
    if (facts.read_only)
        return {k_subject, verdict::broken, "the database is read only",
                "connect to the primary server instead of a standby, or lift default_transaction_read_only"};
    if (!facts.may_create)
        return {k_subject, verdict::broken, fmt::format("{} may not make tables in the schema public", facts.user),
                fmt::format("run as the database's owner: GRANT CREATE ON SCHEMA public TO \"{}\"", facts.user)};
    if (!facts.foreign.empty())
        return {k_subject, verdict::broken,
                fmt::format("{} does not own {}, and so cannot add the plugins' columns", facts.user,
                            fmt::join(facts.foreign, ", ")),
                fmt::format("connect as their owner, or run as a superuser: ALTER TABLE {} OWNER TO \"{}\"",
                            facts.foreign.front(), facts.user)};
    return {k_subject, verdict::ok, fmt::format("{} may make tables and change Suasor's", facts.user)};
}

finding tables_of(const database_facts& facts) {
    constexpr auto k_subject = "Suasor's tables";
    if (facts.missing.empty()) return {k_subject, verdict::ok, "they are there"};
    if (facts.tables.empty())
        return {k_subject, verdict::warning, "there are none yet",
                "run suasor-host migrate, or serve, which makes them"};
    return {k_subject, verdict::broken, fmt::format("there is no table {}", fmt::join(facts.missing, ", ")),
            "let Suasor make what is missing, or give this host a database of its own"};
}

finding clock_of(const database_facts& facts) {
    const auto off = std::chrono::abs(facts.ahead);
    const auto text =
        fmt::format("the database's is {:.1f} s {} this machine's", static_cast<double>(off.count()) / 1000,
                    facts.ahead.count() < 0 ? "behind" : "ahead of");
    if (off <= k_tolerated_skew) return {"clocks", verdict::ok, text};
    return {"clocks", verdict::warning, text, "let both machines keep time by NTP"};
}

} // namespace

std::vector<finding> findings_of(const database_facts& facts) {
    return {version_of(facts), permissions_of(facts), tables_of(facts), clock_of(facts)};
}

database_findings examine(const inspected_database& database) {
    constexpr auto k_subject = "database";
    if (!database.made())
        return {
            {{k_subject, verdict::warning, fmt::format("the host has made none in {} yet", database.folder()->string()),
              "run suasor-host migrate, or serve, which makes it; or name one with --database"}}};
    if (!database.obstacle().empty())
        return {{broken(k_subject, database.obstacle(),
                        database.folder() ? "look into postgres.log in the data folder" : "correct --database")}};

    const auto probed = probe_database(database.conninfo());
    if (const auto* failure = std::get_if<connection_failure>(&probed))
        return {{{k_subject, verdict::broken, failure->text, cure_of(failure->what)}}};

    const auto& facts = std::get<database_facts>(probed);
    auto all = findings_of(facts);
    all.insert(all.begin(),
               {k_subject, verdict::ok, fmt::format("{} as {}{}", facts.name, facts.user, place_of(database))});
    return {.all = std::move(all), .reachable = true, .has_tables = facts.missing.empty()};
}

} // namespace sample_host
