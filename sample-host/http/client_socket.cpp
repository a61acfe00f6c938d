#include "http/client_socket.hpp"

#include <algorithm>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace sample_host::http {
namespace {

using std::chrono::milliseconds;

/// Of what a client has not been sent yet. By itself the kernel would take up to 4 MiB for each; and what lies in there
/// is stale progress that a slow reader has to get through before it sees the latest.
constexpr int k_unsent_bytes = 16 * 1024;
constexpr int k_probe_interval_seconds = 10;

void ask(tcp_socket& socket, int level, int option, int value) {
    ::setsockopt(socket.native_handle(), level, option, &value, sizeof value);
}

} // namespace

void prepare_client_socket(tcp_socket& socket, milliseconds silence) {
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);

    const auto milliseconds_of_silence = static_cast<int>(silence.count());
    ask(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    ask(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, k_unsent_bytes);
    ask(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, milliseconds_of_silence);
    ask(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    ask(socket, IPPROTO_TCP, TCP_KEEPIDLE, std::max(1, milliseconds_of_silence / 1000));
    ask(socket, IPPROTO_TCP, TCP_KEEPINTVL, k_probe_interval_seconds);
}

} // namespace sample_host::http
