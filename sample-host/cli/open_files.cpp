#include "cli/open_files.hpp"

#include <algorithm>
#include <string>
#include <sys/resource.h>

namespace sample_host {
namespace {

constexpr std::size_t k_others = 512;

std::size_t raise_open_files() noexcept {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    auto raised = limit;
    raised.rlim_cur = limit.rlim_max;
    return ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
}

} // namespace

std::size_t connections_within(std::size_t open_files, std::size_t wanted) noexcept {
    // With a very low limit both have to do with a half.
    const auto others = std::min(k_others, open_files / 2);
    return std::min(wanted, open_files - others);
}

std::size_t make_room_for_connections(std::size_t wanted, logger& log) noexcept {
    const auto open_files = raise_open_files();
    const auto room = connections_within(open_files, wanted);
    if (room < wanted)
        log.warn("fewer connections than wanted connections=" + std::to_string(room) +
                 " wanted=" + std::to_string(wanted) + " open_files=" + std::to_string(open_files) +
                 ": raise the hard limit, as with ulimit -Hn or LimitNOFILE=");
    return room;
}

} // namespace sample_host
