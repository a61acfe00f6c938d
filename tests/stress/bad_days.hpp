#pragma once

// How a media server answers on bad days: late, and now and then wrongly, in ways that a patient client gets over.

#include "support/fake_servers/http_server.hpp"

#include <cstdint>
#include <random>

namespace media_sync::test {

/// Safe to call from any thread.
class bad_days {
  public:
    /// Draws from the seed. In which order requests come, and so which of them it meets, is the client's business.
    explicit bad_days(std::uint32_t seed) : random_(seed) {}

    /// How long every answer is kept back.
    void set_pause(std::chrono::milliseconds pause);
    /// How many of a hundred answers are spoilt. Never so many of the same request in a row that it has to be given up.
    void set_share(int percent);

    /// Meets the answer to a request. One that is no success is left alone, the pause aside.
    void meet(const suasor::testing::received_request& request, suasor::testing::scripted_response& answer);

    /// How many answers have been spoilt so far.
    int spoilt() const;

  private:
    int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
    void spoil(suasor::testing::scripted_response& answer);

    mutable std::mutex mutex_;
    std::mt19937 random_;
    std::chrono::milliseconds pause_{0};
    int percent_ = 0;
    int spoilt_ = 0;
    std::map<std::string, int> in_a_row_; ///< by what is asked for
};

} // namespace media_sync::test
