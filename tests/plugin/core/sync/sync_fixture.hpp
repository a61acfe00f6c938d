#pragma once

// A media sync between servers that are scripts and a database in memory.

#include "plugin/core/sync/sync_runner.hpp"

#include "support/fake_sync_store.hpp"
#include "support/manual_cancel.hpp"
#include "support/refusal.hpp"
#include "support/scripted_source.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync::test {

constexpr user_id k_owner = 1;
constexpr client_id k_client = 3;

class sync_fixture : public ::testing::Test {
  protected:
    sync_fixture() { add_client(k_client); }

    void add_client(client_id id, user_id owner = k_owner, bool enabled = true) {
        database_.clients[id] = {id, owner, "subsonic", "My music", enabled, "{}"};
    }

    script& server(client_id id = k_client) { return sources_.of(id); }

    /// A server with nothing but tracks, in pages.
    void add_tracks(int count, std::size_t page_size) {
        server().listings[sync_type::music] = {item_type::track};
        server().add_pages(item_type::track, make_items(item_type::track, "t", count), page_size);
    }

    run_id prepare(sync_type type = sync_type::music) {
        return runner_.prepare({k_client, type}, {}, std::nullopt).value().id;
    }

    run_end run(run_id id) { return run(runner_, id); }
    run_end run(sync_runner& runner, run_id id) {
        return runner.run(id, cancel_, [this](const run_snapshot& committed) { observed_.push_back(committed); });
    }

    /// Prepares and runs a music sync.
    run_end sync() {
        last_run_ = prepare();
        return run(last_run_);
    }

    run_snapshot stored() const { return database_.run(last_run_).shown; }
    boost::json::object data() const { return boost::json::parse(stored().progress_data).as_object(); }
    item_counts counts() const {
        const auto stored_counts = data().at("counts");
        const auto of = [&](const char* name) { return stored_counts.at(name).to_number<std::int64_t>(); };
        return {of("created"), of("updated"), of("unchanged"), of("failed")};
    }
    bool is_mapped(item_type type, const std::string& source_id, client_id client = k_client) const {
        return database_.mappings.contains({client, type, source_id});
    }

    /// Calls `act` once, right after the so-manieth commit from now.
    template <class Act>
    void after_commit(std::size_t count, Act act) {
        const auto at = store_.batches.entries().size() + count;
        store_.after_commit = [this, at, act](const committed_batch&) {
            if (store_.batches.entries().size() == at) act();
        };
    }

    fake_database database_;
    fake_sync_store store_{database_};
    scripted_factory sources_;
    progress_hub hub_{database_.time};
    manual_cancel cancel_;
    recording<std::string> log_;
    std::vector<run_snapshot> observed_;
    run_id last_run_ = 0;
    const sync_runner::options options_{
        2000, std::chrono::milliseconds(250), {std::chrono::milliseconds(1), std::chrono::milliseconds(1)}, false, 1};
    sync_runner runner_{store_,         sources_, hub_,
                        database_.time, options_, [this](const std::string& line) { log_.add(line); }};
};

} // namespace media_sync::test
