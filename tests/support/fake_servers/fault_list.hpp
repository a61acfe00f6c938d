#pragma once

// Misbehaviours that a test injects into a fake media server. Shares nothing with the product.

#include "support/fake_servers/http_server.hpp"

namespace suasor::testing {

/// A misbehaviour for some requests.
struct server_fault {
    std::string operation;                  ///< as the fake names it; "" for any
    int times = 1;                          ///< how many requests it meets; -1 for all
    scripted_response instead;              ///< sent in place of the right answer, unless keep_body
    bool keep_body = false;                 ///< the right body, sent in the manner of `instead`
    std::function<void(std::string&)> edit; ///< changes the body before it is sent
    int after = 0;                          ///< how many requests it spares first
    /// Changes all that is sent, and how, as it sees the request.
    std::function<void(const received_request&, scripted_response&)> distort{};
};

/// Faults apply in the order of injection, each to the requests that none before it has met. [any thread]
class fault_list {
  public:
    void inject(server_fault fault);
    /// Forgets all of them.
    void clear();

    /// What to send where `right` would be right.
    scripted_response applied(const std::string& operation, const received_request& request, scripted_response right);

  private:
    std::mutex mutex_;
    std::vector<server_fault> faults_;
};

} // namespace suasor::testing
