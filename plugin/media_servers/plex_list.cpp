#include "plugin/media_servers/plex_list.hpp"

#include "plugin/media_servers/json_fields.hpp"
#include "plugin/media_servers/listed_item.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace media_sync {

namespace {

namespace json = boost::json;

// How often a list may be begun again because nothing of what has been read is in it any more.
constexpr int k_most_restarts = 3;

// How often a page may come again, where the list has changed and is read again from before that. A server that leads in
// circles would go on for ever.
constexpr int k_most_visits = 10;

// Back in a list, in elements.
constexpr std::int64_t k_longest_step = std::int64_t{1} << 40;

// Whether an id can be part of a cursor as it is.
bool is_plain(std::string_view id) {
    return !id.empty() && id.size() <= k_longest_id &&
           std::ranges::all_of(id, [](char c) { return c > ' ' && c <= '~'; });
}

// What tells an element from others: an item may stand in a playlist or in the history more than once.
std::string key_of(const json::value& element) {
    if (const auto* object = element.if_object()) {
        for (const auto* key : {"playlistItemID", "historyKey", "ratingKey"}) {
            auto id = text_field(*object, key);
            if (is_plain(id)) return id;
        }
    }
    return fmt::format("#{:x}", std::hash<std::string>{}(json::serialize(element)));
}

} // namespace

plex_slice plex_list::next(const plex_place& from, const cancel_token& cancel) {
    if (from.offset == 0) previous_.clear();
    if (previous_.empty() && !from.anchor.empty()) previous_.insert(from.anchor);

    const auto start = std::max<std::int64_t>(from.offset - 1, 0);
    auto page = fetch_connected(start, cancel);
    const auto count = static_cast<std::int64_t>(page.elements.size());

    plex_slice slice;
    std::unordered_set<std::string> identities;
    std::string last;
    std::string all;
    for (auto& element : page.elements) {
        last = key_of(element);
        if (!previous_.contains(last)) slice.elements.push_back(std::move(element));
        identities.insert(last);
        all += last + '\n';
    }
    if (++visits_[std::hash<std::string>{}(all)] > k_most_visits) throw changes_too_fast();
    if (!slice.elements.empty() || page.start != start) {
        // Back, and nothing is new there: what comes next may well lead back again.
        if (slice.elements.empty()) note_restart();
        previous_ = std::move(identities);
        slice.next = plex_place{page.start + count, std::move(last)};
        return slice;
    }

    // Nothing new: the end, where only the last element comes again; unless there must be more.
    const bool more = page.total ? from.offset < *page.total : count >= page_size_;
    if (count > 1 && more)
        throw source_error(
            fmt::format("{}: /{} gives the same {} elements for every offset, so the others cannot be read; "
                        "update the server",
                        api_.server(), fmt::join(request_.path, "/"), count));
    return slice;
}

std::optional<std::int64_t> plex_list::total(const cancel_token& cancel) {
    return api_.get(request_, cancel, plex_range{0, 0}).total();
}

plex_list::fetched_page plex_list::fetch(std::int64_t start, const cancel_token& cancel) {
    auto container = api_.get(request_, cancel, plex_range{start, page_size_});
    const auto total = container.total();
    return {start, container.take(), total};
}

// The page at `start`, or one before it that holds something of the last page; else the first. The longer it is in vain, the
// farther back it looks.
plex_list::fetched_page plex_list::fetch_connected(std::int64_t start, const cancel_token& cancel) {
    const auto known = [this](const json::value& element) { return previous_.contains(key_of(element)); };
    for (auto step = std::max<std::int64_t>(page_size_ - 1, 1);; step = std::min(2 * step, k_longest_step)) {
        auto page = fetch(start, cancel);
        if (previous_.empty() || std::ranges::any_of(page.elements, known)) return page;

        if (start == 0) {
            note_restart();
            previous_.clear();
            return page;
        }
        start = std::max<std::int64_t>(start - step, 0);
    }
}

void plex_list::note_restart() {
    if (++restarts_ > k_most_restarts) throw changes_too_fast();
}

source_error plex_list::changes_too_fast() const {
    return source_error(
        fmt::format("{}: /{} changes faster than it can be read; sync again when the server is at rest, "
                    "or update it",
                    api_.server(), fmt::join(request_.path, "/")));
}

} // namespace media_sync
