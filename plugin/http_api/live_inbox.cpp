#include "plugin/http_api/live_inbox.hpp"

#include <utility>

namespace media_sync {

template <class Tell>
void live_inbox::tell(Tell&& tell) {
    {
        std::lock_guard lock(mutex_);
        tell(news_);
        told_ = true;
    }
    wake_.notify_one();
}

bool live_inbox::add(live_arrival& arrival) {
    {
        std::lock_guard lock(mutex_);
        if (news_.stopping || readers_ >= max_readers_) return false;
        // From here on changes are told, so none is missed between this and the feed's look at the hub.
        ++readers_;
        news_.arrivals.emplace_back(++last_key_, std::move(arrival));
        told_ = true;
    }
    wake_.notify_one();
    return true;
}

void live_inbox::left() {
    --readers_;
}

void live_inbox::writable(reader_key key) {
    tell([&](live_news& news) { news.writable.push_back(key); });
}

void live_inbox::cancelled(reader_key key) {
    tell([&](live_news& news) { news.cancelled.push_back(key); });
}

void live_inbox::changed(std::span<const progress_hub::change> changes) {
    if (readers_ == 0) return;
    tell([&](live_news& news) {
        for (const auto& change : changes)
            news.changed.insert(change.id);
    });
}

void live_inbox::read(live_news::reading reading) {
    tell([&](live_news& news) { news.readings.push_back(std::move(reading)); });
}

void live_inbox::stop() {
    tell([](live_news& news) { news.stopping = true; });
}

live_news live_inbox::wait(std::optional<std::chrono::nanoseconds> timeout) {
    std::unique_lock lock(mutex_);
    const auto told = [&] { return told_; };
    if (timeout)
        wake_.wait_for(lock, *timeout, told);
    else
        wake_.wait(lock, told);

    told_ = false;
    const auto stopping = news_.stopping;
    auto news = std::exchange(news_, {});
    news_.stopping = stopping;
    return news;
}

} // namespace media_sync
