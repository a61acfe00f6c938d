#pragma once

// Two processes that sync media into one database.

#include "migrated_database.hpp"
#include "plugin/postgres/sync_store.hpp"

namespace media_sync::postgres {

class stored_syncs_world {
  public:
    stored_syncs_world() {
        database_.keep_alive(k_this_executor);
        database_.keep_alive(k_other_executor);
    }

    sync_store& store() { return *store_; }
    sync_store& other_process() { return *other_; }
    client_id client(user_id owner) { return database_.client(owner); }
    void kill_this_process() { database_.heartbeat_was(k_this_executor, "4 seconds"); }
    std::size_t media_items() { return static_cast<std::size_t>(database_.number("SELECT count(*) FROM media_items")); }

    migrated_database& database() { return database_; }

  private:
    migrated_database database_;
    const std::unique_ptr<sync_store> store_ =
        create_sync_store(database_.pool(), k_this_executor, std::chrono::seconds(60));
    const std::unique_ptr<sync_store> other_ =
        create_sync_store(database_.pool(), k_other_executor, std::chrono::seconds(60));
};

} // namespace media_sync::postgres
