#pragma once

// How a fake Plex server spells items as JSON.

#include "support/fake_servers/generated_library.hpp"

#include <boost/json/object.hpp>

namespace suasor::testing {

/// Plex's word and number for a kind.
const char* plex_word(media_kind kind);
int plex_number(media_kind kind);

/// An element of "Metadata".
boost::json::object plex_json(const generated_library& library, const generated_item& item, bool with_guids);

} // namespace suasor::testing
