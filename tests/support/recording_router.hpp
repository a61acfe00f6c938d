#pragma once

// A host's router without HTTP: keeps the routes of a plugin, lets a test ask them, and records the answers.

#include "support/recorded_exchange.hpp"

namespace media_sync::test {

struct recorded_answer {
    int status = 0; ///< 0: released without an answer; a host sends 500
    std::map<std::string, std::string> headers;
    std::string body;
};

/// What a test asks a route; what is not said stays empty.
struct question {
    std::optional<suasor::principal> who = {};
    std::map<std::string, std::string> params = {};
    std::map<std::string, std::string> query = {};
    std::map<std::string, std::string> headers = {};
    std::string method = "GET";
};

class recording_router final : public suasor::host_router {
  public:
    void add(suasor::owned_route route) override { routes_.push_back(std::move(route)); }

    /// "GET /pattern" of every route.
    std::vector<std::string> patterns() const;

    /// Asks a route and returns at once; the answer arrives in `exchange`.
    void ask(const std::string& pattern, const question& asked, std::shared_ptr<recorded_exchange> exchange);
    std::shared_ptr<recorded_exchange> ask(const std::string& pattern, const question& asked);
    /// Asks a route and waits for its whole answer.
    recorded_answer answer(const std::string& pattern, const question& asked);

  private:
    std::vector<suasor::owned_route> routes_;
};

} // namespace media_sync::test
