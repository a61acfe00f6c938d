#pragma once

// The fake of Plex, with the rows that a sync of it should leave.

#include "support/fake_servers/generated_library.hpp"
#include "synced_server.hpp"

namespace media_sync::test {

std::unique_ptr<synced_server> create_plex_server(suasor::testing::generated_library library, std::size_t largest_page);

} // namespace media_sync::test
