#pragma once

// The text of a NOTIFY with which a process says what runs it has changed: "SENDER;ID:REVISION,ID:REVISION,...", or
// "SENDER;*" where that would be too long for PostgreSQL, which takes less than 8,000 bytes.

#include "plugin/core/progress/run_listener.hpp"

#include <string>
#include <string_view>

namespace media_sync::postgres {

constexpr auto k_announcement_channel = "suasor_job_runs";
constexpr std::size_t k_longest_announcement = 7'900; ///< bytes

/// `sender` is the executor's uuid.
std::string announcement_text(std::string_view sender, std::span<const progress_hub::change> changes);

struct announcement {
    std::string_view sender;
    heard_changes changes;
};

/// Anybody who may connect to the database may NOTIFY: what is not understood may mean any run. `sender` points into `text`.
announcement parse_announcement(std::string_view text);

} // namespace media_sync::postgres
