// How many clients the process can hold connections to: each takes a file descriptor.
#pragma once

#include "log.hpp"

#include <cstddef>

namespace sample_host {

/// How many of `open_files` descriptors are left for connections, at most `wanted`; the others are for the database, the
/// plugins and their jobs.
std::size_t connections_within(std::size_t open_files, std::size_t wanted) noexcept;

/// Raises the process's limit of open files as far as it may without privilege and returns how many connections fit in,
/// at most `wanted`; warns if they are fewer. Before other threads start.
std::size_t make_room_for_connections(std::size_t wanted, logger& log) noexcept;

} // namespace sample_host
