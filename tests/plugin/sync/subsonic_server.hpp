#pragma once

// The fake of Subsonic, with the rows that a sync of it should leave.

#include "synced_server.hpp"

namespace media_sync::test {

/// A small one is a classic server, any other speaks OpenSubsonic.
std::unique_ptr<synced_server> create_subsonic_server(library_scale scale, sync_type about);
/// OpenSubsonic, too.
std::unique_ptr<synced_server> create_subsonic_server(int items, std::size_t largest_page, std::uint32_t seed);

} // namespace media_sync::test
