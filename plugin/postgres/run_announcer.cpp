#include "plugin/postgres/run_announcer.hpp"

#include "plugin/postgres/announcement.hpp"
#include "plugin/postgres/query.hpp"
#include "plugin/postgres/transaction.hpp"

namespace media_sync::postgres {

namespace {

class postgres_run_announcer final : public run_announcer {
  public:
    postgres_run_announcer(connection_pool& pool, std::string executor) : pool_(pool), executor_(std::move(executor)) {}

    void announce(std::span<const progress_hub::change> changes) override;

  private:
    connection_pool& pool_;
    const std::string executor_;
};

constexpr auto k_announce = "SELECT pg_notify(:channel, :text)";

void postgres_run_announcer::announce(std::span<const progress_hub::change> changes) {
    with_session(pool_, [&](soci::session& session) {
        return query(session, k_announce)
            .bind("channel", k_announcement_channel)
            .bind("text", announcement_text(executor_, changes))
            .run();
    });
}

} // namespace

std::unique_ptr<run_announcer> create_run_announcer(connection_pool& pool, std::string executor) {
    return std::make_unique<postgres_run_announcer>(pool, std::move(executor));
}

} // namespace media_sync::postgres
