#include "database/postmaster.hpp"

#include <signal.h>

#include <fstream>
#include <string>
#include <system_error>
#include <thread>

namespace sample_host {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// The end of a process that is no child of this one announces itself to nobody: it has to be looked for.
constexpr auto k_poll = 20ms;

/// A postmaster's working directory is its cluster, a zombie has none, and a stranger who was given the process id of a
/// server long dead has another. https://www.postgresql.org/docs/15/storage-file-layout.html on postmaster.pid.
bool works_in(pid_t pid, const fs::path& cluster) {
    std::error_code gone;
    const auto directory = fs::read_symlink("/proc/" + std::to_string(pid) + "/cwd", gone);
    return !gone && directory == cluster;
}

} // namespace

std::optional<postmaster> postmaster::find(const postgres_folder& folder) {
    std::ifstream file(folder.cluster() / "postmaster.pid");
    pid_t pid = 0;
    if (!(file >> pid) || pid <= 0 || !works_in(pid, folder.cluster())) return std::nullopt;
    return postmaster(folder.cluster(), pid, false);
}

postmaster postmaster::start(const postgres_folder& folder, const fs::path& binaries) {
    fs::remove(folder.log()); // each start has a log of its own, or it would grow for ever
    const auto pid = start_child(
        {.command = {(binaries / "postgres").string(), "-D", folder.cluster().string(), "-k", folder.sockets().string(),
                     "-p", "5432", "-c", "listen_addresses=", "-c", "unix_socket_permissions=0700", "-c",
                     "logging_collector=off", "-c", "log_destination=stderr", "-c", "cluster_name=suasor-host"},
         .user = folder.user(),
         .directory = folder.cluster(),
         .output = folder.log()});
    return postmaster(folder.cluster(), pid, true);
}

bool postmaster::is_running() const {
    return is_child_ ? !child_has_ended(pid_) : works_in(pid_, cluster_);
}

void postmaster::stop(std::chrono::milliseconds timeout) {
    // The pid of a server that is gone may be another process's by now.
    if (!is_running()) return;
    ::kill(pid_, SIGINT);
    if (wait_for_end(timeout)) return;

    ::kill(pid_, SIGQUIT);
    wait_for_end(timeout);
}

bool postmaster::wait_for_end(std::chrono::milliseconds timeout) const {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (is_running()) {
        if (std::chrono::steady_clock::now() >= deadline) return false;
        std::this_thread::sleep_for(k_poll);
    }
    return true;
}

} // namespace sample_host
