// What a database is like, found out without changing anything in it.
#pragma once

#include "secret.hpp"

#include <chrono>
#include <string>
#include <variant>
#include <vector>

namespace sample_host {

/// Why there is no session to be had.
struct connection_failure {
    enum class kind {
        unreachable, ///< nobody answers there
        starting,    ///< or stopping, or recovering
        credentials, ///< the user is not let in
        no_database, ///< the server has none of that name
        full,        ///< too many sessions
        other,
    };
    kind what = kind::other;
    std::string text; ///< libpq's or PostgreSQL's words on one line, without the connection string
};

struct database_facts {
    std::string name;
    std::string user;
    int version = 0;                    ///< as in server_version_num: 150004
    std::string version_text{};         ///< "15.4"
    bool read_only = false;             ///< a standby, or made so
    bool may_create = false;            ///< tables in the schema public
    std::vector<std::string> tables{};  ///< of those that Suasor has, the ones that are there
    std::vector<std::string> missing{}; ///< and those that are not
    std::vector<std::string> foreign{}; ///< those that are somebody else's, so that this user cannot alter them
    std::chrono::milliseconds ahead{0}; ///< of its clock before this machine's
};

/// Blocks, for a few seconds if nobody answers. Throws suasor::error SUASOR_E_INVALID_ARGUMENT for a connection string that is
/// none.
std::variant<database_facts, connection_failure> probe_database(const secret& conninfo);

} // namespace sample_host
