#include "support/recorded_exchange.hpp"

#include <utility>

namespace media_sync::test {

class recorded_exchange::recording_responder final : public suasor::host_responder {
  public:
    explicit recording_responder(std::shared_ptr<recorded_exchange> exchange) : exchange_(std::move(exchange)) {}
    ~recording_responder() override { exchange_->release(); }

    suasor_status send(const suasor::response_head& head, std::string_view body) override {
        return exchange_->send(head, body);
    }
    suasor_status listen(std::shared_ptr<suasor::owned_listener> listener) override {
        return exchange_->listen(std::move(listener));
    }
    suasor_status begin(const suasor::response_head& head) override { return exchange_->begin(head); }
    suasor_status write(std::string_view chunk) override { return exchange_->write(chunk); }
    suasor_status end() override { return exchange_->end(); }
    void abort() override { exchange_->abort(); }

  private:
    const std::shared_ptr<recorded_exchange> exchange_;
};

std::unique_ptr<suasor::host_responder> recorded_exchange::responder_of(std::shared_ptr<recorded_exchange> exchange) {
    return std::make_unique<recording_responder>(std::move(exchange));
}

void recorded_exchange::stop_reading() {
    std::lock_guard lock(mutex_);
    reading_ = false;
}

void recorded_exchange::be_full_for_a_moment() {
    std::lock_guard lock(mutex_);
    full_for_a_moment_ = true;
}

void recorded_exchange::read_on() {
    std::shared_ptr<suasor::owned_listener> listener;
    int owed = 0;
    {
        std::lock_guard lock(mutex_);
        reading_ = true;
        owed = std::exchange(owed_writables_, 0);
        listener = listener_;
    }
    for (; listener && owed > 0; --owed)
        listener->on_writable();
}

void recorded_exchange::cancel() {
    std::shared_ptr<suasor::owned_listener> listener;
    {
        std::lock_guard lock(mutex_);
        if (received_.phase != answer_phase::waiting && received_.phase != answer_phase::streaming) return;
        received_.phase = answer_phase::lost;
        listener = std::move(listener_);
        notify();
    }
    if (listener) listener->on_cancel();
}

void recorded_exchange::during_begin(std::function<void()> act) {
    std::lock_guard lock(mutex_);
    during_begin_ = std::move(act);
}

received_answer recorded_exchange::received() const {
    std::lock_guard lock(mutex_);
    return received_;
}

received_answer recorded_exchange::wait_until(const std::function<bool(const received_answer&)>& enough) const {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, k_patience, [&] { return enough(received_); }))
        throw std::runtime_error("waited in vain; status " + std::to_string(received_.status) +
                                 ", received so far: " + received_.body);
    return received_;
}

received_answer recorded_exchange::wait_for_phase(answer_phase phase) const {
    return wait_until([&](const received_answer& received) { return received.phase == phase; });
}

received_answer recorded_exchange::wait_for_text(const std::string& text) const {
    return wait_until([&](const received_answer& received) { return received.body.find(text) != std::string::npos; });
}

suasor_status recorded_exchange::refusal() const {
    return received_.phase == answer_phase::lost ? SUASOR_E_CLOSED : SUASOR_E_CONFLICT;
}

void recorded_exchange::take_head(const suasor::response_head& head) {
    received_.status = head.status;
    for (const auto& [name, value] : head.headers)
        received_.headers.emplace(name, value);
}

suasor_status recorded_exchange::send(const suasor::response_head& head, std::string_view body) {
    std::lock_guard lock(mutex_);
    if (received_.phase != answer_phase::waiting) return refusal();
    take_head(head);
    if (!head_only_) received_.body = body;
    received_.phase = answer_phase::answered;
    notify();
    return SUASOR_OK;
}

suasor_status recorded_exchange::listen(std::shared_ptr<suasor::owned_listener> listener) {
    {
        std::lock_guard lock(mutex_);
        if (received_.phase != answer_phase::lost) {
            if (received_.phase != answer_phase::waiting || listener_) return SUASOR_E_CONFLICT;
            listener_ = std::move(listener);
            return SUASOR_OK;
        }
    }
    listener->on_cancel();
    return SUASOR_OK;
}

suasor_status recorded_exchange::begin(const suasor::response_head& head) {
    std::function<void()> act;
    {
        std::lock_guard lock(mutex_);
        if (received_.phase != answer_phase::waiting) return refusal();
        take_head(head);
        received_.phase = answer_phase::streaming;
        act = std::exchange(during_begin_, nullptr);
        notify();
    }
    if (act) act();
    if (head_only_) cancel();
    return SUASOR_OK;
}

suasor_status recorded_exchange::write(std::string_view chunk) {
    std::shared_ptr<suasor::owned_listener> at_once;
    {
        std::lock_guard lock(mutex_);
        if (received_.phase != answer_phase::streaming) return refusal();
        if (reading_ && !full_for_a_moment_) {
            received_.chunks.emplace_back(chunk);
            received_.body += chunk;
            notify();
            return SUASOR_OK;
        }
        ++received_.times_full;
        if (std::exchange(full_for_a_moment_, false))
            at_once = listener_;
        else
            ++owed_writables_;
        notify();
    }
    if (at_once) at_once->on_writable();
    return SUASOR_E_FULL;
}

suasor_status recorded_exchange::end() {
    std::shared_ptr<suasor::owned_listener> let_go;
    std::lock_guard lock(mutex_);
    if (received_.phase != answer_phase::streaming) return refusal();
    received_.phase = answer_phase::ended;
    let_go = std::move(listener_);
    notify();
    return SUASOR_OK;
}

void recorded_exchange::abort() {
    std::lock_guard lock(mutex_);
    if (received_.phase == answer_phase::streaming) received_.phase = answer_phase::cut;
    notify();
}

void recorded_exchange::release() {
    std::shared_ptr<suasor::owned_listener> let_go;
    std::lock_guard lock(mutex_);
    if (received_.phase == answer_phase::waiting) received_.phase = answer_phase::never;
    if (received_.phase == answer_phase::streaming) received_.phase = answer_phase::cut;
    received_.released = true;
    let_go = std::move(listener_);
    notify();
}

} // namespace media_sync::test
