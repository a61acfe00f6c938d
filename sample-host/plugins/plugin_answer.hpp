#pragma once

#include "http/responder.hpp"
#include "plugins/call_gate.hpp"

#include <suasor/host/responder.hpp>

#include <memory>

// An answer in a plugin's hands, on its way to the HTTP server.
namespace sample_host::plugins {

class plugin_answer final : public suasor::host_responder {
  public:
    /// `open` counts the answer as in flight until it has been released and its listener destroyed.
    plugin_answer(std::shared_ptr<http::responder> answer, call_gate::pass open);

    suasor_status send(const suasor::response_head& head, std::string_view body) override;
    suasor_status listen(std::shared_ptr<suasor::owned_listener> listener) override;
    suasor_status begin(const suasor::response_head& head) override;
    suasor_status write(std::string_view chunk) override;
    suasor_status end() override;
    void abort() override;

  private:
    std::shared_ptr<call_gate::pass> open_; // first, so that it outlives the answer
    std::shared_ptr<http::responder> answer_;
};

} // namespace sample_host::plugins
