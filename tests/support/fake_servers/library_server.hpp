#pragma once

// A generated library behind HTTP, which misbehaves on demand and holds every request against an OpenAPI file. Shares nothing
// with the product.

#include "support/fake_servers/fault_list.hpp"
#include "support/fake_servers/generated_library.hpp"
#include "support/openapi/openapi_check.hpp"

namespace suasor::testing {

class library_server {
  public:
    struct answer {
        std::string operation; ///< by which faults are injected and calls are counted
        scripted_response response;
    };
    using answering = std::function<answer(const received_request&, const generated_library&)>;

    /// `openapi_file` as openapi_check takes it. Paths begin with `path_prefix`. `answers` is called by several threads, one at
    /// a time.
    library_server(generated_library library, const std::string& openapi_file, std::string path_prefix,
                   answering answers);

    void inject(server_fault fault) { faults_.inject(std::move(fault)); }
    void heal() { faults_.clear(); }

    /// As it is at present.
    generated_library library() const;
    /// Lets things appear and vanish; also out of a fault's `edit`.
    void change(const std::function<void(generated_library&)>& edit);

    /// What requests did that the OpenAPI file does not allow. Each of them was answered with 400.
    std::vector<std::string> breaches() const;
    int calls(const std::string& operation) const;

    const http_server& http() const { return server_; }
    std::string base_url() const { return server_.base_url() + path_prefix_; }

  private:
    scripted_response handle(const received_request& request);

    const openapi_check contract_;
    const std::string path_prefix_;
    const answering answers_;
    mutable std::mutex mutex_;
    generated_library library_;
    std::vector<std::string> breaches_;
    std::map<std::string, int> calls_;
    fault_list faults_;
    http_server server_; ///< last, because its threads use the rest
};

} // namespace suasor::testing
