#include "database/migrator.hpp"

#include "database/migration_checksum.hpp"
#include "database/migration_record.hpp"
#include "database/migration_session.hpp"

#include <suasor/types.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <span>

namespace sample_host::database {
namespace {

using steps = std::vector<migration_step>;

/// Neighbouring steps of one kind: one transaction, or steps that each run alone. What fails is tried again from the
/// block's first step, and what has ended is never run again.
std::span<const migration_step> first_block(std::span<const migration_step> rest) {
    const auto end = std::find_if(rest.begin(), rest.end(), [&](const migration_step& step) {
        return step.transactional != rest.front().transactional;
    });
    return rest.first(static_cast<std::size_t>(end - rest.begin()));
}

/// Lock not available, deadlock, serialisation failure: the same may work a moment later.
bool is_passing(const statement_failed& failure) {
    return failure.sqlstate() == "55P03" || failure.sqlstate() == "40P01" || failure.sqlstate() == "40001";
}

std::string title(const migration& titled) {
    return fmt::format("migration {} {} of {}", titled.version, titled.name, titled.plugin);
}

migration_standing standing_of(const migration& registered, const recorded_migration& row) {
    if (checksum_of(registered) != row.checksum) return migration_standing::changed;
    return row.state == migration_state::applied ? migration_standing::applied : migration_standing::unfinished;
}

class postgresql_migrator final : public migrator {
  public:
    postgresql_migrator(const secret& connection, logger& log, migrator_options options)
        : connection_(connection), log_(log), options_(options) {}

    void add(migration added) override {
        if (added.version == 0 || added.up.empty())
            throw suasor::error(SUASOR_E_INVALID_ARGUMENT,
                                title(added) + " needs a version from 1 and at least one up step");
        const migration_key key{added.plugin, added.version};
        if (registered_.contains(key))
            throw suasor::error(SUASOR_E_EXISTS,
                                fmt::format("{} has registered migration {} already", added.plugin, added.version));
        registered_.emplace(key, std::move(added));
    }

    void forget(std::string_view plugin) noexcept override {
        std::erase_if(registered_, [&](const auto& each) { return each.first.first == plugin; });
    }

    std::vector<migrated> migrations() const override {
        std::vector<migrated> all;
        for (const auto& [key, each] : registered_)
            all.push_back({each.plugin, each.version, each.name});
        return all;
    }

    std::vector<migration_status> status() override {
        migration_session session(connection_, options_.lock_timeout, log_);
        auto recorded = has_migration_record(session) ? read_migration_record(session)
                                                      : std::map<migration_key, recorded_migration>{};

        std::map<migration_key, migration_status> all;
        for (const auto& [key, each] : registered_) {
            const auto found = recorded.extract(key);
            all[key] = {each.plugin, each.version, each.name,
                        found ? standing_of(each, found.mapped()) : migration_standing::pending};
        }
        for (const auto& [key, row] : recorded)
            all[key] = {key.first, key.second, row.name, migration_standing::unknown};

        std::vector<migration_status> listed;
        for (auto& [key, each] : all)
            listed.push_back(std::move(each));
        return listed;
    }

    std::vector<migrated> up() override {
        migration_session session(connection_, options_.lock_timeout, log_);
        const at_work working(*this, session);
        const auto recorded = record_at_turn(session);

        std::vector<migrated> applied;
        for (const auto& [key, each] : registered_) {
            const auto found = recorded.find(key);
            if (found != recorded.end() && found->second.state == migration_state::applied) continue;
            if (found != recorded.end() && found->second.state == migration_state::undoing)
                throw suasor::error(SUASOR_E_CONFLICT, title(each) + " has been undone half-way; finish that first "
                                                                     "(migrate --down)");

            apply(session, each, found == recorded.end() ? 0 : found->second.steps);
            applied.push_back({each.plugin, each.version, each.name});
        }
        return applied;
    }

    std::vector<migrated> down(std::optional<std::string_view> plugin) override {
        migration_session session(connection_, options_.lock_timeout, log_);
        const at_work working(*this, session);
        const auto recorded = record_at_turn(session);

        std::vector<migrated> undone;
        for (auto it = registered_.rbegin(); it != registered_.rend(); ++it) {
            const auto& [key, each] = *it;
            const auto found = recorded.find(key);
            if (found == recorded.end() || (plugin && each.plugin != *plugin)) continue;

            undo(session, each, found->second.state == migration_state::undoing ? found->second.steps : 0);
            undone.push_back({each.plugin, each.version, each.name});
        }
        return undone;
    }

    void interrupt() noexcept override {
        const std::lock_guard lock(mutex_);
        interrupted_ = true;
        if (session_) session_->interrupt();
        wake_.notify_all();
    }

  private:
    /// Shows an interrupt the session whose statement it has to end.
    class at_work {
      public:
        at_work(postgresql_migrator& migrator, const migration_session& session) : migrator_(migrator) {
            const std::lock_guard lock(migrator_.mutex_);
            migrator_.session_ = &session;
        }
        ~at_work() {
            const std::lock_guard lock(migrator_.mutex_);
            migrator_.session_ = nullptr;
        }
        at_work(const at_work&) = delete;
        at_work& operator=(const at_work&) = delete;

      private:
        postgresql_migrator& migrator_;
    };

    /// Throws if it was interrupted meanwhile.
    void pause(std::chrono::milliseconds length) {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, length, [this] { return interrupted_; });
        if (interrupted_) throw_interrupted();
    }

    void check_interrupt() {
        const std::lock_guard lock(mutex_);
        if (interrupted_) throw_interrupted();
    }

    [[noreturn]] static void throw_interrupted() {
        throw suasor::error(SUASOR_E_CANCELLED, "the migrations were interrupted; the next start goes on with them");
    }

    std::map<migration_key, recorded_migration> record_at_turn(migration_session& session) {
        try {
            wait_for_turn(session);
            return checked_record(session);
        } catch (const statement_failed&) {
            check_interrupt(); // which may be what has ended it
            throw;
        }
    }

    /// Gives the session the turn until it is closed. Asks again and again, never waits inside SQL: a waiting statement holds
    /// a snapshot that CREATE INDEX CONCURRENTLY of the host that has the turn would wait for.
    void wait_for_turn(migration_session& session) {
        constexpr auto k_try = "SELECT pg_try_advisory_lock(hashtextextended('suasor_host_migrations', 0))";

        const auto deadline = std::chrono::steady_clock::now() + options_.turn_timeout;
        while (session.execute(k_try)[0][0] != "t") {
            if (std::chrono::steady_clock::now() >= deadline)
                throw suasor::error(SUASOR_E_BUSY,
                                    "another host has been migrating this database for too long; see what "
                                    "it waits for in pg_stat_activity");
            pause(options_.turn_poll);
        }
    }

    /// The record, after everything in it that is registered has been found unchanged.
    std::map<migration_key, recorded_migration> checked_record(migration_session& session) {
        create_migration_record(session);
        auto recorded = read_migration_record(session);

        for (const auto& [key, row] : recorded) {
            const auto found = registered_.find(key);
            if (found == registered_.end())
                log_.warn(fmt::format("migration applied but not known plugin={} version={} name={}: its plugin is "
                                      "missing or older than the one that applied it",
                                      key.first, key.second, row.name));
            else if (checksum_of(found->second) != row.checksum)
                throw suasor::error(SUASOR_E_CONFLICT, title(found->second) +
                                                           " is recorded with another text than the plugin brings now; "
                                                           "install the plugin's version that applied it");
        }
        return recorded;
    }

    void apply(migration_session& session, const migration& applied, std::size_t done) {
        const auto checksum = checksum_of(applied);
        run_blocks(session, applied, "up", applied.up, done, [&](std::size_t steps_done) {
            const bool last = steps_done == applied.up.size();
            record(session, applied, checksum, last ? migration_state::applied : migration_state::applying, steps_done);
        });
        log_.info(fmt::format("migration applied plugin={} version={} name={}", applied.plugin, applied.version,
                              applied.name));
    }

    void undo(migration_session& session, const migration& undone, std::size_t done) {
        const auto checksum = checksum_of(undone);
        run_blocks(session, undone, "down", undone.down, done, [&](std::size_t steps_done) {
            if (steps_done == undone.down.size())
                erase_record(session, undone);
            else
                record(session, undone, checksum, migration_state::undoing, steps_done);
        });
        if (undone.down.empty()) erase_record(session, undone);
        log_.info(
            fmt::format("migration undone plugin={} version={} name={}", undone.plugin, undone.version, undone.name));
    }

    /// Runs the steps after the first `done`, block by block; `keep(steps done)` records each, in the block's own
    /// transaction if it has one.
    void run_blocks(migration_session& session, const migration& whole, std::string_view direction, const steps& all,
                    std::size_t done, const std::function<void(std::size_t)>& keep) {
        while (done < all.size()) {
            const auto block = first_block(std::span(all).subspan(done));
            auto step = done;
            try {
                with_retries(whole, [&] {
                    step = done;
                    run_block(session, block, step, keep);
                });
            } catch (const statement_failed& failure) {
                throw suasor::error(SUASOR_E_INTERNAL,
                                    fmt::format("{} failed in {} step {} of {}: {} (SQLSTATE {})", title(whole),
                                                direction, std::min(step + 1, all.size()), all.size(), failure.what(),
                                                failure.sqlstate()));
            }
            done += block.size();
        }
    }

    /// Counts `step` up as the block advances.
    static void run_block(migration_session& session, std::span<const migration_step> block, std::size_t& step,
                          const std::function<void(std::size_t)>& keep) {
        const auto run = [&] {
            for (const auto& each : block) {
                session.execute(each.sql);
                ++step;
            }
        };
        if (!block.front().transactional) run();
        session.in_transaction([&] {
            if (block.front().transactional) run();
            keep(step);
        });
    }

    template <class Body>
    void with_retries(const migration& whole, Body&& body) {
        auto length = options_.first_pause;
        for (int attempt = 1;; ++attempt) {
            check_interrupt();
            try {
                return body();
            } catch (const statement_failed& failure) {
                check_interrupt();
                if (!is_passing(failure) || attempt >= options_.attempts) throw;
                log_.warn(fmt::format("migration tried again plugin={} version={} attempt={} reason=\"{}\"",
                                      whole.plugin, whole.version, attempt, failure.what()));
            }
            pause(length);
            length = std::min(2 * length, options_.longest_pause);
        }
    }

    const secret connection_;
    logger& log_;
    migrator_options options_;
    std::map<migration_key, migration> registered_;

    std::mutex mutex_;
    std::condition_variable wake_;
    bool interrupted_ = false;
    const migration_session* session_ = nullptr; // that is at work
};

} // namespace

std::unique_ptr<migrator> create_migrator(const secret& connection, logger& log, migrator_options options) {
    return std::make_unique<postgresql_migrator>(connection, log, options);
}

} // namespace sample_host::database
