#include "timed_sync.hpp"

#include "plugin/postgres/sync_store.hpp"
#include "support/manual_cancel.hpp"

namespace media_sync::bench {

namespace {

constexpr user_id k_owner = 1;

std::unique_ptr<sync_store> open_store(postgres::migrated_database& database,
                                       const timed_sync::store_wrapper& make_store) {
    if (make_store) return make_store(database);
    return postgres::create_sync_store(database.pool(), postgres::k_this_executor, std::chrono::seconds(60));
}

} // namespace

timed_sync::timed_sync(const std::vector<media_item>& movies, const store_wrapper& make_store)
    : client_(database_.client(k_owner, "jellyfin")), store_(open_store(database_, make_store)),
      runner_(*store_, sources_, hub_, clock_, {}, [](const std::string&) {}) {
    auto& server = sources_.of(client_);
    server.listings = {{sync_type::movies, {item_type::movie}}};
    server.add_pages(item_type::movie, movies, k_page_size);
}

double timed_sync::run(const sync_runner::observer& observe) {
    const auto began = std::chrono::steady_clock::now();
    const auto prepared = runner_.prepare({client_, sync_type::movies}, {}, k_owner);
    if (!prepared || runner_.run(prepared->id, test::manual_cancel(), observe) != run_end::completed)
        throw std::runtime_error("the sync did not complete");
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

} // namespace media_sync::bench
