#include "support/temporary_database.hpp"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace suasor::testing {

namespace {

std::string server_from_environment() {
    if (const char* conninfo = std::getenv("SUASOR_TEST_DATABASE")) return conninfo;
    throw std::runtime_error(
        "SUASOR_TEST_DATABASE is not set: run this test with tests/run or with ctest, which start a "
        "PostgreSQL for it, or set it to the connection string of one");
}

/// Unique among the processes that use one server, and within this one.
std::string create_database(const std::string& server) {
    static std::atomic<int> count = 0;
    auto name = "suasor_test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
    sql_session admin(server);
    admin.exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    admin.exec("CREATE DATABASE " + name);
    return name;
}

/// From another database: that of a session's own cannot be closed.
void allow_connections(const temporary_database& database, const std::string& allowed) {
    sql_session(server_from_environment())
        .exec("ALTER DATABASE " + database.name() + " WITH ALLOW_CONNECTIONS " + allowed);
}

/// The same server, another database; in keyword/value form, whatever the form of `server`.
std::string with_database(const std::string& server, const std::string& name) {
    char* problem = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(server.c_str(), &problem), &PQconninfoFree);
    if (!options) {
        const std::unique_ptr<char, decltype(&PQfreemem)> text(problem, &PQfreemem);
        throw std::runtime_error(std::string("SUASOR_TEST_DATABASE: ") + (text ? text.get() : "out of memory"));
    }

    std::string conninfo = "dbname=" + name;
    for (const auto* option = options.get(); option->keyword; ++option) {
        if (!option->val || std::string_view(option->keyword) == "dbname") continue;
        conninfo += std::string(" ") + option->keyword + "='";
        for (const char* c = option->val; *c; ++c)
            conninfo += *c == '\'' || *c == '\\' ? std::string{'\\', *c} : std::string{*c};
        conninfo += '\'';
    }
    return conninfo;
}

std::string base_schema_text() {
    std::ifstream file(SUASOR_BASE_SCHEMA);
    if (!file) throw std::runtime_error("cannot read " SUASOR_BASE_SCHEMA);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

temporary_database::temporary_database(base_schema schema)
    : server_(server_from_environment()), name_(create_database(server_)), conninfo_(with_database(server_, name_)),
      session_(conninfo_) {
    if (schema == base_schema::suasor) session_.exec(base_schema_text());
}

temporary_database::~temporary_database() {
    try {
        sql_session(server_).exec("DROP DATABASE " + name_ + " WITH (FORCE)");
    } catch (const std::exception& failure) {
        std::cerr << "the database " << name_ << " stays behind: " << failure.what() << '\n';
    }
}

void temporary_database::disconnect_others() {
    session_.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                  "WHERE datname = current_database() AND pid <> pg_backend_pid()");
}

closed_database::closed_database(const temporary_database& database) : database_(database) {
    allow_connections(database_, "false");
}

closed_database::~closed_database() {
    allow_connections(database_, "true");
}

} // namespace suasor::testing
