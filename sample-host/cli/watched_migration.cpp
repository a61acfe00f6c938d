#include "cli/watched_migration.hpp"

#include <csignal>
#include <future>

namespace sample_host {
namespace {

using namespace std::chrono_literals;

constexpr auto k_migration_poll = 20ms;
constexpr auto k_interrupt_pause = 100ms;

} // namespace

std::optional<int> migrate_unless_told_to_stop(host_engine& engine, stop_signals& signals) {
    auto migrating = std::async(std::launch::async, [&engine] { engine.migrate_up(); });
    while (migrating.wait_for(0s) != std::future_status::ready) {
        const auto number = signals.wait_for(k_migration_poll);
        if (!number || *number == SIGHUP) continue; // the settings have just been read

        // Whatever came of it: the next start goes on with them. PostgreSQL ignores a cancel that comes between two messages.
        do
            engine.interrupt_migrations();
        while (migrating.wait_for(k_interrupt_pause) != std::future_status::ready);
        return number;
    }
    migrating.get();
    return std::nullopt;
}

} // namespace sample_host
