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

admission live_inbox::add(live_arrival& arrival) {
    {
        std::lock_guard lock(mutex_);
        if (news_.stopping) return admission::stopping;
        if (readers_ >= limits_.all) return admission::too_many;
        const auto found = readers_of_.find(arrival.user);
        if (found != readers_of_.end() && found->second >= limits_.of_user) return admission::too_many_of_user;
        // From here on changes are told, so none is missed between this and the feed's look at the hub.
        ++readers_;
        ++readers_of_[arrival.user];
        news_.arrivals.emplace_back(++last_key_, std::move(arrival));
        told_ = true;
    }
    wake_.notify_one();
    return admission::taken;
}

void live_inbox::left(user_id user) {
    std::lock_guard lock(mutex_);
    --readers_;
    const auto found = readers_of_.find(user);
    if (--found->second == 0) readers_of_.erase(found);
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
