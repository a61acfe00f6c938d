// The host's commands. Each gives the process's exit status; what goes wrong is thrown.
#pragma once

#include "cli/options.hpp"

namespace sample_host {

/// Serves until SIGTERM or SIGINT, then stops in order; a second signal ends the process at once. Prints one line on standard
/// output, "listening on http://HOST:PORT", when it takes requests. SIGHUP reads the settings again, see reload.hpp; without
/// a settings file it stops the host, as a terminal that is closed should.
int serve(const serve_options& options);

/// Applies the migrations of all plugins, or undoes them, and prints a line for each.
int migrate(const migrate_options& options);

/// Stores a user and prints a token of theirs, which cannot be had again.
int add_user(const user_add_options& options);

/// Stores a client and prints its id.
int add_client(const client_add_options& options);

/// Runs a media sync in the foreground and shows how far it is. 0 if it completed, 1 if it failed, 130 if it was cancelled,
/// as Ctrl-C does.
int sync(const sync_options& options);

} // namespace sample_host
