#include "database/child_process.hpp"

#include <suasor/types.hpp>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

namespace sample_host {
namespace {

// What a child answers that has not become its program.
constexpr int k_cannot_become_user = 126;
constexpr int k_cannot_run = 127;

// Between fork and exec only what is safe in a signal handler: everything that allocates comes before the fork.

bool become(const std::optional<system_user>& user) {
    if (!user) return true;
    return ::setgroups(1, &user->gid) == 0 && ::setgid(user->gid) == 0 && ::setuid(user->uid) == 0;
}

void restore_default_signals() {
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGCHLD})
        ::signal(number, SIG_DFL);
}

int exit_status(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

std::optional<system_user> unprivileged_user() {
    if (::geteuid() != 0) return std::nullopt;
    for (const char* name : {"postgres", "nobody"})
        if (const auto* entry = ::getpwnam(name)) return system_user{name, entry->pw_uid, entry->pw_gid};
    throw suasor::error(SUASOR_E_UNSUPPORTED,
                        "PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as");
}

pid_t start_child(const child_options& options) {
    std::vector<char*> arguments;
    for (const auto& each : options.command)
        arguments.push_back(const_cast<char*>(each.c_str()));
    arguments.push_back(nullptr);
    // Not the host's environment: PGDATA, PGPORT or a locale in it would change what the program does.
    const char* const environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC", nullptr};

    const int input = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int output = ::open(options.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (output < 0) {
        const int problem = errno;
        ::close(input);
        throw std::system_error(problem, std::generic_category(), "cannot open " + options.output.string());
    }

    const pid_t child = ::fork();
    if (child == 0) {
        ::setsid();
        restore_default_signals();
        ::dup2(input, 0);
        ::dup2(output, 1);
        ::dup2(output, 2);
        if (!become(options.user) || ::chdir(options.directory.c_str()) != 0) ::_exit(k_cannot_become_user);
        ::execve(arguments.front(), arguments.data(), const_cast<char* const*>(environment));
        ::_exit(k_cannot_run);
    }
    const int problem = errno;
    ::close(input);
    ::close(output);
    if (child < 0) throw std::system_error(problem, std::generic_category(), "cannot start a process");
    return child;
}

int wait_for_child(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "cannot wait for a process");
    return exit_status(status);
}

bool child_has_ended(pid_t child) {
    return ::waitpid(child, nullptr, WNOHANG) != 0;
}

bool can_enter(const std::optional<system_user>& user, const std::filesystem::path& directory) {
    const pid_t child = ::fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "cannot start a process");
    if (child == 0) ::_exit(become(user) && ::chdir(directory.c_str()) == 0 ? 0 : 1);
    return wait_for_child(child) == 0;
}

} // namespace sample_host
