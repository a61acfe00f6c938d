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

/// Prints the newest runs, a line for each.
int list_runs(const runs_options& options);

/// Prints the clients, a line for each, without their secrets.
int list_clients(const clients_options& options);

/// Loads the plugins without serving and prints what they bring, and which were refused.
int list_plugins(const plugins_options& options);

/// Examines the whole set-up and prints what it finds with a cure for what is wrong. 1 if something is broken.
int doctor(const doctor_options& options);

/// Shows a run, or all that are active, until they have ended. 0 if they completed, 1 if one failed, 130 if one was
/// cancelled, or when told to stop watching, as Ctrl-C does: the runs go on.
int watch(const watch_options& options);

} // namespace sample_host
