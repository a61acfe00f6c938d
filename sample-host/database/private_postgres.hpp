// A PostgreSQL of the host's own, for who has none: made, started, shared by the host's commands, and stopped.
#pragma once

#include "secret.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace sample_host {

/// Who wants the server. Any number of commands may use it at once, beside one host that serves.
enum class postgres_tenant { serve, command };

struct private_postgres_options {
    std::filesystem::path data_directory; ///< made if need be
    postgres_tenant tenant = postgres_tenant::command;
    std::chrono::milliseconds start_timeout{60'000};
    std::chrono::milliseconds stop_timeout{30'000};
    std::function<void(std::string_view)> report = {}; ///< one line on what is being done; may be empty
};

/// `$XDG_DATA_HOME/suasor-host`, else `~/.local/share/suasor-host`; for root, whose home PostgreSQL's user cannot enter,
/// `/var/lib/suasor-host`.
std::filesystem::path default_data_directory();

/// The use of a server that listens on a Unix socket in a folder with mode 0700 and nowhere else, so that who may enter
/// there (its own user, and root) needs no password. The last process that lets go of the server stops it; one that a crashed
/// process left behind is adopted by the next.
class private_postgres {
  public:
    /// Lets go. Where this was the last one, stops the server and waits for its end.
    virtual ~private_postgres() = default;

    /// A libpq connection string, a superuser's, to the database `suasor`.
    virtual const secret& conninfo() const noexcept = 0;
    /// Whether the server ran already.
    virtual bool adopted() const noexcept = 0;
};

/// What there is of it before anybody opens it.
struct private_postgres_state {
    bool made = false;   ///< some command has made its cluster
    bool served = false; ///< a host serves from the folder now
    secret conninfo;
};

/// Makes and starts nothing.
private_postgres_state look_at_private_postgres(const std::filesystem::path& data_directory);

/// Must be called before the process has a second thread: it forks. Blocks until the server takes connections. Throws
/// suasor::error: SUASOR_E_BUSY if another host serves from this folder, SUASOR_E_UNAVAILABLE with the last lines of the server's log if it
/// does not start, SUASOR_E_PERMISSION if PostgreSQL's user cannot enter the folder.
std::unique_ptr<private_postgres> open_private_postgres(private_postgres_options options);

} // namespace sample_host
