#pragma once

#include "http/deadline.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <chrono>

namespace sample_host::http {

using tcp_socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, strand>;

/// Asks the kernel for what a server of many streams needs: no waiting in it, little of an answer queued inside the kernel
/// for a client that does not read, and the loss of a client that has gone without a word (its power, its network) noticed
/// about `silence` after the last that was heard of it, also while there is nothing to send. What the kernel refuses is
/// done without.
void prepare_client_socket(tcp_socket& socket, std::chrono::milliseconds silence);

} // namespace sample_host::http
