#pragma once

// A connection with PostgreSQL that never blocks: whoever polls its socket drives it.

#include "plugin/core/secret.hpp"
#include "plugin/postgres/sql_text.hpp"

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

namespace media_sync::postgres {

/// Not thread-safe. libpq looks names of hosts up before anything else, and blocks for that.
class polled_connection {
  public:
    enum class state {
        connecting,
        working, ///< a statement is under way
        idle,
        broken, ///< for good; trouble() says why
    };

    /// Begins to connect, and then runs `statement`, in which $1, $2, ... stand for `values`. `conninfo` is a libpq
    /// connection string.
    polled_connection(const secret& conninfo, const sql_text& statement, std::vector<std::string> values = {});

    state where() const { return state_; }
    /// Why it is broken, in one line of PostgreSQL's or libpq's.
    const std::string& trouble() const { return trouble_; }

    /// What to poll for; -1 and 0 if it is broken.
    int socket() const;
    short events() const;

    /// Goes on as far as it can without waiting; to be called when the socket is ready.
    void advance();

    /// Takes the oldest notification that has arrived since, if there is one: its payload.
    bool take_notification(std::string& payload);

  private:
    struct finish {
        void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
    };

    void connect();
    void work();
    void break_off();

    const std::unique_ptr<PGconn, finish> connection_;
    const std::string statement_;
    const std::vector<std::string> values_;
    state state_ = state::connecting;
    PostgresPollingStatusType connecting_ = PGRES_POLLING_WRITING; // as PQconnectStart leaves it
    bool flushed_ = true;
    std::string trouble_;
};

} // namespace media_sync::postgres
