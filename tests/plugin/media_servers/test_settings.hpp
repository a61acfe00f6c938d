#pragma once

// What tests of sources share: an impatient HTTP client, a sweep over all pages.

#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/http_settings.hpp"
#include "support/manual_cancel.hpp"

namespace media_sync {

/// Retries at once, so that tests do not wait.
inline http_settings impatient() {
    http_settings settings;
    settings.first_delay = std::chrono::milliseconds(1);
    settings.longest_delay = std::chrono::milliseconds(5);
    settings.max_attempts = 3;
    return settings;
}

using test::manual_cancel;

/// All pages of a listing, as one.
inline media_page sweep(media_source& source, listing what, const cancel_token& cancel = manual_cancel()) {
    media_page all;
    std::string cursor;
    for (;;) {
        auto page = source.next_page(what, cursor, cancel);
        for (auto& item : page.items)
            all.items.push_back(std::move(item));
        for (auto& failure : page.failures)
            all.failures.push_back(std::move(failure));
        for (auto& state : page.states)
            all.states.push_back(std::move(state));
        if (!page.next) return all;
        cursor = *page.next;
    }
}

/// The text of the source_error that an action throws; "" if it throws none.
template <class Action>
std::string source_error_of(Action&& action) {
    try {
        action();
        return {};
    } catch (const source_error& error) {
        return error.what();
    }
}

} // namespace media_sync
