#pragma once

#include "http/responder.hpp"

#include <memory>
#include <string>

// An answer that keeps what it is given, where a server would send it.
namespace sample_host::testing {

class recording_answer final : public http::responder {
  public:
    http::answer_result send(http::response_head sent, std::string body) override {
        if (status) return http::answer_result::conflict;
        keep(sent);
        text = std::move(body);
        ended = true;
        return http::answer_result::ok;
    }
    http::answer_result listen(std::shared_ptr<http::responder_listener> hears) override {
        listener = std::move(hears);
        return http::answer_result::ok;
    }
    http::answer_result begin(http::response_head sent) override {
        keep(sent);
        return http::answer_result::ok;
    }
    http::answer_result write(std::string_view chunk) override {
        text += chunk;
        return http::answer_result::ok;
    }
    http::answer_result end() override {
        ended = true;
        return http::answer_result::ok;
    }
    void abort() noexcept override { aborted = true; }

    unsigned status = 0;
    http::field_list headers;
    std::string text;
    bool ended = false;
    bool aborted = false;
    std::shared_ptr<http::responder_listener> listener;

  private:
    void keep(const http::response_head& sent) {
        status = sent.status;
        headers = sent.headers;
    }
};

} // namespace sample_host::testing
