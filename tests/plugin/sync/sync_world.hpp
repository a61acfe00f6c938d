#pragma once

// Everything that a sync goes through, in one process: the real sources over HTTP, the runner, the PostgreSQL store.

#include "../postgres/stored_syncs_world.hpp"
#include "plugin/core/sync/sync_runner.hpp"
#include "plugin/media_servers/source_factory.hpp"
#include "support/manual_cancel.hpp"
#include "synced_server.hpp"

#include <gtest/gtest.h>

namespace media_sync::test {

constexpr user_id k_owner = 21;

/// How a run has ended, as its row says.
struct ended_run {
    run_id id = 0;
    run_end end = run_end::not_ours;
    std::string status;
    std::string error;
    std::int64_t total = 0;
    std::int64_t processed = 0;
    item_counts counts;
};

/// "created updated unchanged failed"
std::string to_text(const item_counts& counts);

class sync_world {
  public:
    /// Impatient with servers that refuse, so that tests do not wait. With those that say nothing it has a minute of patience,
    /// because on a busy machine any server may be silent for a while.
    sync_world();

    /// Whether what is synced from now on gives a silent server a second only.
    void be_hasty(bool hasty) { hasty_ = hasty; }

    /// A client of k_owner for this server.
    client_id add(const synced_server& server, const std::string& name = "Home");
    /// Another address for a client.
    void move(client_id client, const std::string& base_url);

    result<stored_sync> prepare(std::optional<client_id> client, sync_type type);
    run_end execute(run_id run, const cancel_token& cancel = manual_cancel(),
                    const sync_runner::observer& observe = {});
    /// The same in another process. May be called at the same time.
    run_end execute_elsewhere(run_id run) { return other_runner_.run(run, manual_cancel(), {}); }
    ended_run ended(run_id run, run_end end);
    /// All three. Fails the test if the sync is refused.
    ended_run sync(std::optional<client_id> client, sync_type type, const cancel_token& cancel = manual_cancel());

    row_map items(client_id client) { return read_items(sql(), client); }
    row_map states(client_id client) { return read_states(sql(), client, k_owner); }
    /// Of every item and every state which version of its row there is.
    std::string row_versions();
    std::int64_t count(const std::string& table) { return database().number("SELECT count(*) FROM " + table); }

    /// Every line of the log, and every text in the database but the configurations of the clients.
    std::string everything_written();

    postgres::migrated_database& database() { return world_.database(); }
    suasor::testing::sql_session& sql() { return database().sql(); }

    /// A process that dies and one that goes on: the next calls are the other's.
    void move_to_another_process();

  private:
    void log(const std::string& line);

    postgres::stored_syncs_world world_;
    const system_clock clock_;
    progress_hub hub_{clock_, {}};
    bool hasty_ = false;
    const std::unique_ptr<source_factory> sources_;
    std::mutex mutex_;
    std::string log_;
    sync_runner runner_;
    sync_runner other_runner_;
    bool moved_ = false;
};

} // namespace media_sync::test
