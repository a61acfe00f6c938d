#pragma once

// The fakes of Jellyfin and Emby, with the rows that a sync of them should leave.

#include "support/fake_servers/generated_library.hpp"
#include "synced_server.hpp"

namespace media_sync::test {

/// `kind` is "jellyfin" or "emby".
std::unique_ptr<synced_server>
create_base_item_server(const std::string& kind, suasor::testing::generated_library library, std::size_t largest_page);

} // namespace media_sync::test
