#include "http/exchange.hpp"

#include "http/answer.hpp"
#include "http/head_text.hpp"

#include <utility>

namespace sample_host::http {

class exchange::handle final : public responder {
  public:
    explicit handle(std::shared_ptr<exchange> of) : exchange_(std::move(of)) {}
    ~handle() override { exchange_->release(); }

    answer_result send(response_head head, std::string body) override {
        return exchange_->send(std::move(head), std::move(body));
    }
    answer_result listen(std::shared_ptr<responder_listener> listener) override {
        return exchange_->listen(std::move(listener));
    }
    answer_result begin(response_head head) override { return exchange_->begin(std::move(head)); }
    answer_result write(std::string_view chunk) override { return exchange_->write(chunk); }
    answer_result end() override { return exchange_->end(); }
    void abort() noexcept override { exchange_->abort(); }

  private:
    std::shared_ptr<exchange> exchange_;
};

exchange::exchange(std::shared_ptr<answer_sink> sink, settings fixed, std::shared_ptr<in_flight_gauge> gauge)
    : in_flight_(std::move(gauge)), fixed_(std::move(fixed)), sink_(std::move(sink)) {}

std::shared_ptr<responder> exchange::open() {
    return std::make_shared<handle>(shared_from_this());
}

void exchange::run_on_connection(std::function<void()> step) {
    {
        const std::lock_guard lock(mutex_);
        if (!sink_) return;
        if (!sink_->is_here()) return sink_->post(std::move(step));
    }
    step();
}

// Posting under the lock is what makes a responder safe to hold for ever: the connection drops the sink under the same
// lock before it goes, so nobody posts to a server that is no more.
void exchange::request_flush() {
    if (flush_requested_ || !sink_) return;
    flush_requested_ = true;
    sink_->post([sink = sink_.get()] { sink->flush(); });
}

answer_result exchange::refusal() const {
    return cancelled_ ? answer_result::closed : answer_result::conflict;
}

answer_result exchange::send(response_head head, std::string body) {
    std::shared_ptr<responder_listener> let_go; // before the lock, so that it goes after it
    const std::lock_guard lock(mutex_);
    if (phase_ != phase::waiting) return refusal();
    if (!is_sendable(head)) return answer_result::invalid;

    head_ = std::move(head);
    payload_ = std::move(body);
    phase_ = phase::answered;
    let_go = std::move(listener_);
    request_flush();
    return answer_result::ok;
}

answer_result exchange::listen(std::shared_ptr<responder_listener> listener) {
    {
        const std::lock_guard lock(mutex_);
        if (!cancelled_) {
            if (phase_ != phase::waiting || listener_) return answer_result::conflict;
            listener_ = std::move(listener);
            return answer_result::ok;
        }
    }
    listener->on_cancel();
    return answer_result::ok;
}

answer_result exchange::begin(response_head head) {
    std::shared_ptr<responder_listener> cancelled;
    {
        const std::lock_guard lock(mutex_);
        if (phase_ != phase::waiting) return refusal();
        if (!is_sendable(head) || !has_body(head.status)) return answer_result::invalid;

        head_ = std::move(head);
        streamed_ = true;
        phase_ = fixed_.head_only ? phase::answered : phase::streaming;
        if (fixed_.head_only) {
            cancelled_ = true;
            cancelled = std::move(listener_);
        }
        request_flush();
    }
    if (cancelled) cancelled->on_cancel();
    return answer_result::ok;
}

answer_result exchange::write(std::string_view chunk) {
    const std::lock_guard lock(mutex_);
    if (phase_ != phase::streaming) return refusal();

    const auto waiting = payload_.size() + being_sent_;
    if (waiting > 0 && waiting + chunk.size() > fixed_.buffer_bytes) {
        ++owed_writables_;
        return answer_result::full;
    }
    payload_ += chunk;
    request_flush();
    return answer_result::ok;
}

answer_result exchange::end() {
    std::shared_ptr<responder_listener> let_go;
    const std::lock_guard lock(mutex_);
    if (phase_ != phase::streaming) return refusal();

    phase_ = phase::answered;
    let_go = std::move(listener_);
    request_flush();
    return answer_result::ok;
}

void exchange::abort() {
    std::shared_ptr<responder_listener> let_go;
    const std::lock_guard lock(mutex_);
    if (phase_ != phase::waiting && phase_ != phase::streaming) return;

    let_go = std::move(listener_);
    cut();
}

void exchange::release() {
    std::shared_ptr<responder_listener> let_go;
    const std::lock_guard lock(mutex_);
    if (phase_ != phase::waiting && phase_ != phase::streaming) return;

    let_go = std::move(listener_);
    if (phase_ == phase::streaming) return cut();

    auto failure = error_answer(500, "the request's handler did not answer", fixed_.request_id);
    head_ = std::move(failure.head);
    payload_ = std::move(failure.body);
    phase_ = phase::answered;
    request_flush();
}

void exchange::cut() {
    phase_ = phase::aborted;
    flush_requested_ = false; // the one that is under way may wait for a client that reads nothing
    request_flush();
}

outgoing exchange::take() {
    const std::lock_guard lock(mutex_);
    flush_requested_ = false;

    outgoing next;
    next.last = phase_ == phase::answered;
    next.head = std::exchange(head_, std::nullopt);
    next.streamed = streamed_;
    next.payload = std::exchange(payload_, {});
    being_sent_ = next.payload.size();
    return next;
}

void exchange::sent() {
    std::shared_ptr<responder_listener> listener;
    std::size_t owed = 0;
    {
        const std::lock_guard lock(mutex_);
        being_sent_ = 0;
        // Half empty, so that a writer is not woken for a room that its next chunk does not fit in.
        if (payload_.size() <= fixed_.buffer_bytes / 2) {
            owed = std::exchange(owed_writables_, 0);
            listener = listener_;
        }
    }
    if (!listener) return;
    for (; owed > 0; --owed)
        listener->on_writable();
}

bool exchange::is_answered() const {
    const std::lock_guard lock(mutex_);
    return phase_ == phase::answered;
}

bool exchange::is_aborted() const {
    const std::lock_guard lock(mutex_);
    return phase_ == phase::aborted;
}

void exchange::cancel() {
    std::shared_ptr<responder_listener> listener;
    std::shared_ptr<answer_sink> sink;
    {
        const std::lock_guard lock(mutex_);
        sink = std::move(sink_);
        if (phase_ != phase::waiting && phase_ != phase::streaming) return;
        phase_ = phase::closed;
        cancelled_ = true;
        listener = std::move(listener_);
        payload_.clear();
    }
    if (listener) listener->on_cancel();
}

void exchange::finish() {
    std::shared_ptr<answer_sink> sink;
    const std::lock_guard lock(mutex_);
    sink = std::move(sink_);
}

} // namespace sample_host::http
