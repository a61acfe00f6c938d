#include "plugin/core/sync/page_reader.hpp"

#include <algorithm>

namespace media_sync {

page_reader::page_reader(media_source& source, listing what, std::string cursor, const cancel_token& cancel)
    : source_(source), what_(what), token_(cancel) {
    fetch(std::move(cursor));
}

page_reader::~page_reader() {
    token_.stop();
    if (ahead_.valid()) ahead_.wait();
}

std::optional<page_reader::read_page> page_reader::next() {
    if (!cursor_) return std::nullopt;

    read_page read{std::move(*cursor_), ahead_.get()};
    cursor_.reset();
    if (read.page.next) fetch(*read.page.next);
    return read;
}

void page_reader::fetch(std::string cursor) {
    cursor_ = cursor;
    ahead_ =
        std::async(std::launch::async, [this, at = std::move(cursor)] { return source_.next_page(what_, at, token_); });
}

cancel_reason page_reader::own_token::requested() const {
    return stopped_ ? cancel_reason::shutdown : run_.requested();
}

cancel_reason page_reader::own_token::wait(std::chrono::milliseconds timeout) const {
    // In slices: the run's token knows nothing of stop().
    constexpr std::chrono::milliseconds slice{50};
    for (auto left = timeout; left.count() > 0 && requested() == cancel_reason::none; left -= slice)
        run_.wait(std::min(left, slice));
    return requested();
}

} // namespace media_sync
