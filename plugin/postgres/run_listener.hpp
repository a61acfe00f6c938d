#pragma once

// Hears with LISTEN, on a connection of its own, what other processes announce.

#include "plugin/core/progress/run_listener.hpp"
#include "plugin/core/secret.hpp"

#include <functional>
#include <memory>
#include <string>

namespace media_sync::postgres {

struct listening_options {
    std::chrono::milliseconds shortest_back_off{1'000}; ///< from a loss or a failure to the next try; doubles up to the
    std::chrono::milliseconds longest_back_off{30'000}; ///< longest, and is jittered
    std::chrono::milliseconds connect{5'000};           ///< how long an attempt may take to connect,
    std::chrono::milliseconds proof{3'000}; ///< and then to hear what this process says through another connection
};

/// Connects with the first call of hear(). Listens only once it has heard itself: a connection pooler that shares connections
/// takes a LISTEN and lets nobody hear anything. `executor` is this process's uuid, whose announcements are left out.
/// `on_trouble` gets a sentence for the log, once per outage, on the thread that calls hear(). Throws std::invalid_argument
/// for a connection string that libpq cannot read.
std::unique_ptr<run_listener> create_run_listener(const secret& conninfo, std::string executor,
                                                  listening_options settings,
                                                  std::function<void(const std::string&)> on_trouble);

} // namespace media_sync::postgres
