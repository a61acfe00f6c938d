// What it costs a sync to report its progress: `reporting_cost FILMS` syncs them, keeps quiet about every second batch, and
// prints JSON: how many milliseconds a batch takes with and without its report.
//
// Both kinds write their films alike, and the noise of that would hide what is looked for. So the time until the films are
// written is the median of all batches, and only what comes after it is taken from each kind alone: the run's row and the
// commit, or the commit; and the publication.

#include "movie_library.hpp"
#include "plugin/postgres/item_writer.hpp"
#include "plugin/postgres/sync_store.hpp"
#include "plugin/postgres/transaction.hpp"
#include "timed_sync.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace media_sync::bench {

namespace {

using std::chrono::steady_clock;

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// What batches took, in milliseconds.
struct batch_times {
    std::vector<double> writing, reported, silent, publishing;
};

double milliseconds(steady_clock::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

/// The plugin's store, which writes every second batch without the run's row.
class half_silent_store final : public sync_store {
  public:
    half_silent_store(postgres::migrated_database& database, batch_times& times)
        : pool_(database.pool()), times_(times),
          store_(postgres::create_sync_store(pool_, postgres::k_this_executor, std::chrono::seconds(60))) {}

    result<client_record> find_client(client_id id, const scope& viewer) override {
        return store_->find_client(id, viewer);
    }
    std::vector<client_record> clients_of(user_id owner) override { return store_->clients_of(owner); }
    stored_sync store(const sync_request& request) override { return store_->store(request); }
    std::vector<due_sync> due(std::size_t limit) override { return store_->due(limit); }
    std::optional<claimed_sync> claim(run_id id) override { return store_->claim(id); }
    void hand_over(const run_claim& claim) override { store_->hand_over(claim); }
    bool has_items(client_id client, item_type type) override { return store_->has_items(client, type); }
    swept_part sweep(const run_claim& claim, client_id client, listing what) override {
        return store_->sweep(claim, client, what);
    }
    run_snapshot finish(const run_claim& claim, const run_outcome& outcome) override {
        return store_->finish(claim, outcome);
    }

    run_snapshot commit_batch(const run_claim& claim, const item_batch& batch,
                              const std::function<progress_row(const batch_outcome&)>& row_after) override {
        const auto began = steady_clock::now();
        auto written = began;
        silent_ = !batch.items.empty() && !silent_;
        if (!silent_) {
            last_ = store_->commit_batch(claim, batch, [&](const batch_outcome& outcome) {
                written = steady_clock::now();
                return row_after(outcome);
            });
            committed_ = steady_clock::now();
        } else {
            const auto outcome = postgres::in_transaction(pool_, [&](soci::session& session) {
                auto items = postgres::write_items(session, claim.id, batch);
                written = steady_clock::now();
                return items;
            });
            committed_ = steady_clock::now();
            row_after(outcome); // whose result the runner goes on with
        }
        if (batch.items.empty()) return last_;
        times_.writing.push_back(milliseconds(written - began));
        (silent_ ? times_.silent : times_.reported).push_back(milliseconds(committed_ - written));
        return last_;
    }

    /// To be called when the batch has been published.
    void published() {
        if (!silent_) times_.publishing.push_back(milliseconds(steady_clock::now() - committed_));
    }

  private:
    postgres::connection_pool& pool_;
    batch_times& times_;
    const std::unique_ptr<sync_store> store_;
    run_snapshot last_;
    steady_clock::time_point committed_;
    bool silent_ = false;
};

void print_cost(int films) {
    batch_times times;
    half_silent_store* store = nullptr;
    timed_sync sync(make_movies(films), [&](postgres::migrated_database& database) {
        auto made = std::make_unique<half_silent_store>(database, times);
        store = made.get();
        return made;
    });
    sync.run([&](const run_snapshot&) { store->published(); });

    const auto writing = median(times.writing);
    const boost::json::object found{
        {"reported", writing + median(times.reported) + median(times.publishing)},
        {"silent", writing + median(times.silent)},
    };
    std::cout << boost::json::serialize(found) << std::endl;
}

} // namespace

} // namespace media_sync::bench

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: " << argv[0] << " FILMS\n";
        return 2;
    }
    media_sync::bench::print_cost(std::atoi(argv[1]));
    return 0;
}
