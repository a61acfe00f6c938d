#pragma once

// A media server as the sync reads it: what it lists, how much of it there is, and page after page.

#include "plugin/core/media/media_item.hpp"
#include "plugin/core/media/user_item_state.hpp"
#include "plugin/core/sync/cancel_token.hpp"
#include "plugin/core/sync/client.hpp"
#include "plugin/core/sync/listing.hpp"
#include "plugin/core/sync/sync_type.hpp"

#include <memory>
#include <stdexcept>

namespace media_sync {

/// A media server did not do what was asked, after all retries. The text names the server and what it did, and, behind the last
/// semicolon, the way out; never any credential or query string.
class source_error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

struct item_count {
    std::int64_t value = 0;
    bool estimate = false; ///< computed from what the server said about something else
    /// Whether a listing that has as many items is known to be all that there is.
    bool proves_whole = !estimate;
};

/// An item that the server delivered but that cannot be taken over: it counts as processed and failed.
struct item_failure {
    std::string source_id; ///< "" if that was what was missing
    std::string title;
    std::string error;
};

struct media_page {
    std::vector<media_item> items; ///< of a listing of items
    std::vector<item_failure> failures;
    std::optional<std::string> next{};     ///< the cursor of the next page; nullopt: this was the last
    std::vector<user_item_state> states{}; ///< of history and favorites
};

/// One sync's view of one server. Used by one thread at a time; identify, count and next_page block, throw source_error, and
/// throw cancelled soon after the token says so.
class media_source {
  public:
    virtual ~media_source() = default;

    /// What the server calls itself, for example "Jellyfin 10.9.11", after a few small requests that show whether a sync could
    /// begin. A server of another kind is not told the credentials, if its protocol allows to find that out.
    virtual std::string identify(const cancel_token& cancel) = 0;

    /// What to read for a sync type other than full, parents before children; empty if this kind of server has no such
    /// thing.
    virtual std::vector<listing> listings_of(sync_type type) const = 0;

    /// How many elements a listing has, if the server says.
    virtual std::optional<item_count> count(listing what, const cancel_token& cancel) = 0;

    /// The page at a cursor, "" for the first. A cursor stays good in another process: it may come from a run's resume
    /// cursor. An empty page with a `next` is legal.
    virtual media_page next_page(listing what, const std::string& cursor, const cancel_token& cancel) = 0;
};

/// Opens a source for a client. Throws source_error for a type of client that is not ours and for a configuration that
/// lacks something, named in the text. Does not talk to the server. [any thread]
class source_factory {
  public:
    virtual ~source_factory() = default;
    virtual std::unique_ptr<media_source> open(const client_record& client) const = 0;
};

} // namespace media_sync
