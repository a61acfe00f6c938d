#include "database/private_postgres.hpp"

#include "database/conninfo.hpp"
#include "database/file_lock.hpp"
#include "database/postgres_binaries.hpp"
#include "database/postgres_folder.hpp"
#include "database/postmaster.hpp"

#include <libpq-fe.h>

#include <suasor/types.hpp>

#include <unistd.h>

#include <cstdlib>
#include <mutex>
#include <optional>
#include <thread>

namespace sample_host {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto k_ready_poll = 25ms;
constexpr auto k_database = "suasor";
constexpr auto k_has_database = "SELECT 1 FROM pg_database WHERE datname = 'suasor'";
constexpr auto k_create_database = "CREATE DATABASE suasor";

using pg_connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using pg_result = std::unique_ptr<PGresult, decltype(&PQclear)>;

std::string conninfo_of(const fs::path& sockets, const char* database) {
    return conninfo_pair("host", sockets.string()) + conninfo_pair("port", "5432") +
           conninfo_pair("user", std::string(k_private_superuser)) + conninfo_pair("dbname", database);
}

std::string conninfo_of(const postgres_folder& folder, const char* database) {
    return conninfo_of(folder.sockets(), database);
}

/// Whether somebody holds the lock of a folder's serving host. Where that may not be found out nobody does.
bool is_served(const fs::path& lock) {
    try {
        return fs::exists(lock) && !file_lock(lock).try_lock();
    } catch (const std::system_error&) {
        return false;
    }
}

void make_database(const postgres_folder& folder) {
    const pg_connection connection(PQconnectdb(conninfo_of(folder, "postgres").c_str()), &PQfinish);
    const pg_result found(PQexec(connection.get(), k_has_database), &PQclear);
    if (PQntuples(found.get()) == 1) return;

    const pg_result created(PQexec(connection.get(), k_create_database), &PQclear);
    if (PQresultStatus(created.get()) != PGRES_COMMAND_OK)
        throw suasor::error(SUASOR_E_UNAVAILABLE, "the private PostgreSQL in " + folder.root().string() +
                                                      " does not make a database: " + PQerrorMessage(connection.get()));
}

/// Three locks in the folder keep its processes apart:
///   serve  exclusively, by the one host that serves;
///   users  shared, by everybody who uses the server: who gets it exclusively is the last one;
///   gate   exclusively and briefly, by who starts or stops the server or finds out that it need not.
class shared_postgres final : public private_postgres {
  public:
    explicit shared_postgres(private_postgres_options options)
        : options_(std::move(options)), folder_(options_.data_directory, unprivileged_user()),
          serve_(folder_.lock("serve")), users_(folder_.lock("users")), gate_(folder_.lock("gate")),
          conninfo_(conninfo_of(folder_, k_database)) {
        if (options_.tenant == postgres_tenant::serve && !serve_.try_lock())
            throw suasor::error(SUASOR_E_BUSY, "another suasor-host serves from " + folder_.root().string() +
                                                   "; stop it, or give this one a --data-dir of its own");

        std::lock_guard gate(gate_);
        server_ = postmaster::find(folder_);
        adopted_ = server_.has_value();
        if (!adopted_) start();
        // Also of a server that runs already: who could put a socket of their own there would be told everything.
        folder_.make_sockets();
        wait_until_ready();
        users_.lock_shared();
    }

    ~shared_postgres() override {
        std::lock_guard gate(gate_);
        if (!users_.try_lock()) return;
        report("stopping PostgreSQL in " + folder_.root().string());
        server_->stop(options_.stop_timeout);
        folder_.remove_sockets();
    }

    const secret& conninfo() const noexcept override { return conninfo_; }
    bool adopted() const noexcept override { return adopted_; }

  private:
    void start() {
        const auto binaries = find_postgres(folder_.cluster_major());
        folder_.make_sockets();
        if (!folder_.cluster_major()) {
            report("making a PostgreSQL " + std::to_string(binaries.major) + " cluster in " + folder_.root().string());
            folder_.make_cluster(binaries.directory);
        }
        report("starting PostgreSQL " + std::to_string(binaries.major) + " in " + folder_.root().string());
        server_ = postmaster::start(folder_, binaries.directory);
    }

    /// An adopted server may be on its way down: then one is started in its place.
    void wait_until_ready() {
        const auto deadline = std::chrono::steady_clock::now() + options_.start_timeout;
        while (PQping(conninfo_of(folder_, "postgres").c_str()) != PQPING_OK) {
            if (!server_->is_running()) {
                if (!adopted_) fail("ended while it was starting");
                adopted_ = false;
                start();
            }
            if (std::chrono::steady_clock::now() >= deadline) {
                if (!adopted_) server_->stop(options_.stop_timeout);
                fail("does not take connections");
            }
            std::this_thread::sleep_for(k_ready_poll);
        }
        make_database(folder_);
    }

    [[noreturn]] void fail(const std::string& what) {
        throw suasor::error(SUASOR_E_UNAVAILABLE, "the private PostgreSQL in " + folder_.root().string() + " " + what +
                                                      ": " + folder_.end_of_log());
    }

    void report(const std::string& line) const {
        if (options_.report) options_.report(line);
    }

    private_postgres_options options_;
    postgres_folder folder_;
    file_lock serve_;
    file_lock users_;
    file_lock gate_;
    secret conninfo_;
    std::optional<postmaster> server_;
    bool adopted_ = false;
};

} // namespace

fs::path default_data_directory() {
    if (::geteuid() == 0) return "/var/lib/suasor-host";
    if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data == '/') return fs::path(data) / "suasor-host";
    if (const char* home = std::getenv("HOME"); home && *home) return fs::path(home) / ".local/share/suasor-host";
    throw suasor::error(SUASOR_E_INVALID_ARGUMENT, "there is no HOME to keep data in; name a folder with --data-dir");
}

private_postgres_state look_at_private_postgres(const fs::path& data_directory) {
    const auto root = fs::weakly_canonical(fs::absolute(data_directory));
    std::error_code unknown;
    return {fs::exists(root / "postgres" / "PG_VERSION", unknown), is_served(root / "serve.lock"),
            conninfo_of(socket_folder(root), k_database)};
}

std::unique_ptr<private_postgres> open_private_postgres(private_postgres_options options) {
    return std::make_unique<shared_postgres>(std::move(options));
}

} // namespace sample_host
