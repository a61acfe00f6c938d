#pragma once

// Opens a fake Plex server as the product does, and compares what the source gives with what the server has.

#include "plugin/media_servers/source_factory.hpp"
#include "support/fake_servers/fake_plex.hpp"
#include "test_settings.hpp"

namespace media_sync {

inline std::unique_ptr<media_source> open_plex(const std::string& base_url, const http_settings& settings = impatient(),
                                               const std::string& token = suasor::testing::fake_plex::k_token) {
    const auto config =
        R"({"details": {"core": {"baseURL": ")" + base_url + R"("}}, "username": "me", "token": ")" + token + R"("})";
    return create_source_factory(settings)->open({7, 1, "plex", "Home", true, config});
}

/// The items of a kind in the order in which the source reads them: section by section, the oldest first.
std::vector<const suasor::testing::generated_item*> in_reading_order(const suasor::testing::generated_library& library,
                                                                     suasor::testing::media_kind kind);

/// Expects one item to be what the server has, in every field.
void expect_same(const media_item& item, const suasor::testing::generated_item& expected,
                 const suasor::testing::generated_library& library, const std::string& base_url);

/// Expects a page to hold all of the server's items of a kind, each once and in order.
void expect_all(const media_page& page, suasor::testing::media_kind kind,
                const suasor::testing::generated_library& library, const std::string& base_url);

} // namespace media_sync
