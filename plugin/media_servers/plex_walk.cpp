#include "plugin/media_servers/plex_walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace media_sync {

namespace {

struct plex_position {
    std::string leg;
    plex_place place;
};

// A cursor that is none of ours begins again: whatever comes twice is recognised when it is written.
plex_position parsed(const std::string& cursor) {
    const auto first = cursor.find('/');
    const auto second = first == std::string::npos ? first : cursor.find('/', first + 1);
    if (second == std::string::npos) return {};

    plex_position at{cursor.substr(0, first), {0, cursor.substr(second + 1)}};
    const auto [end, error] = std::from_chars(cursor.data() + first + 1, cursor.data() + second, at.place.offset);
    if (error != std::errc{} || end != cursor.data() + second || at.place.offset < 0) return {};
    return at;
}

std::string spelled(const std::string& leg, const plex_place& place) {
    return fmt::format("{}/{}/{}", leg, place.offset, place.anchor);
}

} // namespace

plex_walk::plex_walk(plex_api& api, std::vector<plex_leg> legs, std::int64_t page_size)
    : api_(api), legs_(std::move(legs)), page_size_(page_size) {}

plex_walk::typed_slice plex_walk::next(const std::string& cursor, const cancel_token& cancel) {
    if (legs_.empty()) return {};
    auto at = parsed(cursor);
    const auto found = std::ranges::find(legs_, at.leg, &plex_leg::name);
    if (found == legs_.end()) at = {legs_.front().name, {}};
    if (!list_ || cursor.empty() || cursor != cursor_)
        enter(found == legs_.end() ? 0 : static_cast<std::size_t>(found - legs_.begin()));

    const auto& leg = legs_[leg_];
    auto read = list_->next(at.place, cancel);
    typed_slice slice{leg.type, std::move(read.elements), {}};
    if (read.next) {
        slice.next = spelled(leg.name, *read.next);
    } else if (leg_ + 1 < legs_.size()) {
        enter(leg_ + 1);
        slice.next = spelled(legs_[leg_].name, {});
    }
    cursor_ = slice.next.value_or("");
    return slice;
}

std::optional<std::int64_t> plex_walk::total(const cancel_token& cancel) {
    std::int64_t sum = 0;
    for (const auto& leg : legs_) {
        const auto total = plex_list(api_, leg.request).total(cancel);
        if (!total) return std::nullopt;
        sum += *total;
    }
    return sum;
}

void plex_walk::enter(std::size_t leg) {
    leg_ = leg;
    list_.emplace(api_, legs_[leg].request, page_size_);
}

} // namespace media_sync
