#pragma once

// A sync of films from memory into a database of its own: the runner, the mapping and the PostgreSQL store, without a media
// server or a host.

#include "../plugin/postgres/migrated_database.hpp"
#include "plugin/core/sync/sync_runner.hpp"
#include "support/scripted_source.hpp"

#include <functional>
#include <memory>

namespace media_sync::bench {

/// How many films are on a page, as many as the sources ask for.
constexpr std::size_t k_page_size = 200;

class timed_sync {
  public:
    using store_wrapper = std::function<std::unique_ptr<sync_store>(postgres::migrated_database&)>;

    /// The store is the plugin's, or what `make_store` makes.
    explicit timed_sync(const std::vector<media_item>& movies, const store_wrapper& make_store = {});

    /// Syncs all of them; returns how many seconds that took. Throws std::runtime_error unless the run completes.
    double run(const sync_runner::observer& observe = {});

    postgres::migrated_database& database() { return database_; }

  private:
    postgres::migrated_database database_;
    const client_id client_;
    const system_clock clock_;
    progress_hub hub_{clock_};
    test::scripted_factory sources_;
    const std::unique_ptr<sync_store> store_;
    sync_runner runner_;
};

} // namespace media_sync::bench
