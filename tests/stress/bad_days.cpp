#include "bad_days.hpp"

#include <array>
#include <functional>

namespace media_sync::test {

namespace {

using suasor::testing::received_request;
using suasor::testing::scripted_response;

// The client makes six attempts.
constexpr int k_most_in_a_row = 2;

scripted_response refusal(int status, const char* retry_after) {
    scripted_response response;
    response.status = status;
    if (retry_after) response.headers.emplace_back("Retry-After", retry_after);
    return response;
}

const std::array<std::function<void(scripted_response&)>, 7> k_ways_to_spoil{
    [](scripted_response& answer) { answer = refusal(500, nullptr); },
    [](scripted_response& answer) { answer = refusal(503, "0"); },
    [](scripted_response& answer) { answer = refusal(429, "1"); },
    [](scripted_response& answer) { answer.reset_after = 0; },
    [](scripted_response& answer) { answer.reset_after = answer.body.size() / 2; },
    [](scripted_response& answer) {
        answer.trickle = answer.body.size() / 10 + 1;
        answer.trickle_pause = std::chrono::milliseconds(50);
    },
    [](scripted_response& answer) { answer.pause += std::chrono::seconds(1); },
};

// The salted token of a Subsonic request is another one each time.
std::string what_is_asked(const received_request& request) {
    auto text = request.path;
    for (const auto& [name, value] : request.query)
        if (name != "t" && name != "s") text += '&' + name + '=' + value;
    return text;
}

} // namespace

void bad_days::set_pause(std::chrono::milliseconds pause) {
    const std::scoped_lock lock(mutex_);
    pause_ = pause;
}

void bad_days::set_share(int percent) {
    const std::scoped_lock lock(mutex_);
    percent_ = percent;
}

int bad_days::spoilt() const {
    const std::scoped_lock lock(mutex_);
    return spoilt_;
}

void bad_days::meet(const received_request& request, scripted_response& answer) {
    const std::scoped_lock lock(mutex_);
    if (answer.status == 200 && percent_ > 0) {
        auto& in_a_row = in_a_row_[what_is_asked(request)];
        in_a_row = in_a_row < k_most_in_a_row && below(100) < percent_ ? in_a_row + 1 : 0;
        if (in_a_row > 0) spoil(answer);
    }
    answer.pause += pause_;
}

void bad_days::spoil(scripted_response& answer) {
    k_ways_to_spoil[static_cast<std::size_t>(below(k_ways_to_spoil.size()))](answer);
    ++spoilt_;
}

} // namespace media_sync::test
