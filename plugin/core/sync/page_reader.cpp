#include "plugin/core/sync/page_reader.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace media_sync {

namespace {

page_reader::read_page mapped(std::string cursor, media_page page) {
    page_reader::read_page read;
    read.cursor = std::move(cursor);
    read.items.reserve(page.items.size());
    for (auto& item : page.items)
        read.items.push_back(map_item(std::move(item)));
    read.failures = std::move(page.failures);
    read.states = std::move(page.states);
    read.next = std::move(page.next);
    return read;
}

// Never 0, so that pages without items do not pile up either.
std::size_t bytes_of(const page_reader::read_page& page) {
    std::size_t bytes = 1 + page.states.size() * sizeof(user_item_state);
    for (const auto& item : page.items)
        bytes += item.data.size();
    return bytes;
}

template <class Element>
void append(std::vector<Element>& to, std::vector<Element>& from) {
    to.insert(to.end(), std::move_iterator(from.begin()), std::move_iterator(from.end()));
}

} // namespace

page_reader::page_reader(media_source& source, listing what, std::string cursor, std::size_t ahead,
                         const cancel_token& cancel)
    : source_(source), what_(what), ahead_(ahead), token_(cancel),
      fetching_(std::async(std::launch::async, [this, at = std::move(cursor)] { fetch_from(at); })) {}

page_reader::~page_reader() {
    token_.stop();
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (fetching_.valid()) fetching_.wait();
}

std::optional<page_reader::read_page> page_reader::next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ || ended_; });
    if (auto read = std::exchange(waiting_, std::nullopt)) {
        bytes_waiting_ = 0;
        lock.unlock();
        changed_.notify_all();
        return read;
    }

    lock.unlock();
    if (fetching_.valid()) fetching_.get();
    return std::nullopt;
}

void page_reader::fetch_from(std::string cursor) {
    const auto at_the_end = [this](void*) { end(); };
    const std::unique_ptr<void, decltype(at_the_end)> whatever_happens(this, at_the_end);

    for (std::optional<std::string> at = std::move(cursor); at && wait_for_room();) {
        auto page = mapped(*at, source_.next_page(what_, *at, token_));
        at = page.next;
        add(std::move(page));
    }
}

// False if nothing more is wanted.
bool page_reader::wait_for_room() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stopping_ || bytes_waiting_ < ahead_; });
    return !stopping_;
}

void page_reader::add(read_page page) {
    {
        std::lock_guard lock(mutex_);
        bytes_waiting_ += bytes_of(page);
        if (waiting_) {
            append(waiting_->items, page.items);
            append(waiting_->failures, page.failures);
            append(waiting_->states, page.states);
            waiting_->next = std::move(page.next);
        } else {
            waiting_ = std::move(page);
        }
    }
    changed_.notify_all();
}

void page_reader::end() {
    {
        std::lock_guard lock(mutex_);
        ended_ = true;
    }
    changed_.notify_all();
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
