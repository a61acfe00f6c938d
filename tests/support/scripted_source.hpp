#pragma once

// A media server whose answers a test writes down beforehand.

#include "plugin/core/sync/media_source.hpp"
#include "support/gate.hpp"
#include "support/recording.hpp"

#include <deque>
#include <map>

namespace media_sync::test {

/// An artist, album, track or movie with an id and a title. Throws std::invalid_argument for another type.
media_item make_item(item_type type, std::string source_id, std::string title);
/// Items "PREFIX1" to "PREFIXcount" of a type.
std::vector<media_item> make_items(item_type type, const std::string& prefix, int count);

/// What one server holds and how it behaves. The test keeps it, the sources read it.
struct script {
    std::map<sync_type, std::vector<listing>> listings{
        {sync_type::music, {item_type::artist, item_type::album, item_type::track}}};
    /// What `count` says, one after the other; the last one stays. None: the server does not say.
    std::map<listing, std::deque<item_count>> counts;
    /// The pages, cut as the test wants them. A page's cursor is its number, "" for the first.
    std::map<listing, std::vector<media_page>> pages;
    /// What next_page throws at (what, cursor), once.
    std::map<std::pair<listing, std::string>, std::string> page_errors;
    std::map<listing, std::string> count_errors;
    std::string open_error;
    std::string identify_error;

    gate fetches;                                       ///< next_page passes it first
    recording<std::pair<listing, std::string>> fetched; ///< (what, cursor) of every next_page
    recording<client_id> opened;

    /// Pages of at most `page_size` items, and a count that says so.
    void add_pages(item_type type, const std::vector<media_item>& items, std::size_t page_size);
};

/// Opens sources for the clients that a test has written a script for; others are of a kind that is not ours.
class scripted_factory final : public source_factory {
  public:
    script& of(client_id client) { return scripts_[client]; }

    std::unique_ptr<media_source> open(const client_record& client) const override;

  private:
    mutable std::map<client_id, script> scripts_;
};

/// A source on its own.
std::unique_ptr<media_source> open_script(script& written);

} // namespace media_sync::test
