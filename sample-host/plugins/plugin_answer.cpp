#include "plugins/plugin_answer.hpp"

#include <string>
#include <utility>

namespace sample_host::plugins {
namespace {

http::response_head to_http(const suasor::response_head& source) {
    http::response_head head{static_cast<unsigned>(source.status), {}};
    for (const auto& header : source.headers)
        head.headers.emplace_back(header.name, header.value);
    return head;
}

suasor_status to_status(http::answer_result result) noexcept {
    return static_cast<suasor_status>(result);
}

/// A plugin's listener, in flight for as long as the server keeps it.
class forwarding_listener final : public http::responder_listener {
  public:
    forwarding_listener(std::shared_ptr<suasor::owned_listener> listener, std::shared_ptr<call_gate::pass> open)
        : open_(std::move(open)), listener_(std::move(listener)) {}

    void on_writable() noexcept override { listener_->on_writable(); }
    void on_cancel() noexcept override { listener_->on_cancel(); }

  private:
    std::shared_ptr<call_gate::pass> open_; // first, so that it outlives the listener
    std::shared_ptr<suasor::owned_listener> listener_;
};

} // namespace

plugin_answer::plugin_answer(std::shared_ptr<http::responder> answer, call_gate::pass open)
    : open_(std::make_shared<call_gate::pass>(std::move(open))), answer_(std::move(answer)) {}

suasor_status plugin_answer::send(const suasor::response_head& head, std::string_view body) {
    return to_status(answer_->send(to_http(head), std::string(body)));
}

suasor_status plugin_answer::listen(std::shared_ptr<suasor::owned_listener> listener) {
    return to_status(answer_->listen(std::make_shared<forwarding_listener>(std::move(listener), open_)));
}

suasor_status plugin_answer::begin(const suasor::response_head& head) {
    return to_status(answer_->begin(to_http(head)));
}

suasor_status plugin_answer::write(std::string_view chunk) {
    return to_status(answer_->write(chunk));
}

suasor_status plugin_answer::end() {
    return to_status(answer_->end());
}

void plugin_answer::abort() {
    answer_->abort();
}

} // namespace sample_host::plugins
