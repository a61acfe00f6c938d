#pragma once

// A host's router without HTTP: keeps the routes of a plugin, lets a test ask them, and records the answers.

#include "support/recording.hpp"

#include <suasor/host.hpp>

#include <map>
#include <memory>

namespace media_sync::test {

struct recorded_answer {
    int status = 0;
    std::map<std::string, std::string> headers;
    std::string body;
};

/// The status of an answer that was released without having been given; a host sends 500.
constexpr int k_never_answered = 0;

/// What a test asks a route; what is not said stays empty.
struct question {
    std::optional<suasor::principal> who;
    std::map<std::string, std::string> params;
    std::map<std::string, std::string> query;
    std::map<std::string, std::string> headers;
};

class recording_router final : public suasor::host_router {
  public:
    void add(suasor::owned_route route) override { routes_.push_back(std::move(route)); }

    /// "GET /pattern" of every route.
    std::vector<std::string> patterns() const;

    /// Asks a route and returns at once; the answer arrives in `answers`.
    void ask(const std::string& pattern, const question& asked, std::shared_ptr<recording<recorded_answer>> answers);
    /// Asks a route and waits for its answer.
    recorded_answer answer(const std::string& pattern, const question& asked);

  private:
    std::vector<suasor::owned_route> routes_;
};

} // namespace media_sync::test
