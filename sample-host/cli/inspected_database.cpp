#include "cli/inspected_database.hpp"

#include "database/conninfo.hpp"

#include <suasor/types.hpp>

#include <exception>

namespace sample_host {
namespace {

// libpq would take an empty connection string for the local server.
constexpr auto k_nowhere = "host=/nonexistent";

} // namespace

inspected_database::inspected_database(const database_options& options, logger& log) {
    if (options.url.empty()) {
        look_at_own(options, log);
        return;
    }
    try {
        conninfo_ = with_connection_defaults(options.url);
    } catch (const suasor::error& malformed) {
        conninfo_ = k_nowhere;
        obstacle_ = malformed.what();
    }
}

void inspected_database::look_at_own(const database_options& options, logger& log) {
    folder_ = options.data_directory.empty() ? default_data_directory() : options.data_directory;
    const auto state = look_at_private_postgres(*folder_);
    conninfo_ = with_connection_defaults(state.conninfo);
    made_ = state.made;
    served_ = state.served;
    if (!made_) return;
    try {
        private_ = open_private_postgres({.data_directory = *folder_,
                                          .tenant = postgres_tenant::command,
                                          .report = [&log](std::string_view line) { log.info(line); }});
    } catch (const std::exception& problem) {
        obstacle_ = problem.what();
    }
}

} // namespace sample_host
