#include "plugin/media_servers/http_client.hpp"

#include "plugin/core/back_off.hpp"
#include "plugin/core/sync/media_source.hpp"
#include "plugin/media_servers/http_attempt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>

namespace media_sync {

namespace {

using steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Half of the 100 ms within which a cancel has to be noticed.
constexpr milliseconds k_cancel_interval{50};

void throw_if_requested(const cancel_token& cancel) {
    if (const auto reason = cancel.requested(); reason != cancel_reason::none) throw cancelled{reason};
}

// One request on its way to a response: attempts, pauses between them, and redirects.
struct errand {
    explicit errand(const http_request& request) : target(request.target), headers(&request.headers) {}

    url target;
    const std::vector<http_header>* headers;
    std::optional<http_attempt> attempt; ///< the one that is under way
    std::optional<http_response> response;
    steady::time_point due;   ///< of the next attempt
    steady::time_point began; ///< the attempt that is under way
    int attempts = 0;
    int redirects = 0;

    bool waiting() const { return !attempt && !response; }
};

class round_trip {
  public:
    round_trip(CURLM* multi, const std::string& server, const http_settings& settings)
        : multi_(multi), server_(server), settings_(settings) {}

    std::vector<http_response> run(std::span<const http_request> requests, const cancel_token& cancel) {
        std::deque<errand> errands; // which stay where they are: libcurl holds pointers into the attempts
        for (const auto& request : requests)
            errands.emplace_back(request);

        for (;;) {
            throw_if_requested(cancel);
            start_due(errands);
            if (std::ranges::all_of(errands, [](const errand& each) { return each.response.has_value(); })) break;
            wait(errands, cancel);
            take_finished(errands);
        }

        std::vector<http_response> responses;
        responses.reserve(errands.size());
        for (auto& each : errands)
            responses.push_back(std::move(*each.response));
        return responses;
    }

  private:
    void start_due(std::deque<errand>& errands) {
        const auto now = steady::now();
        auto running = std::ranges::count_if(errands, [](const errand& each) { return each.attempt.has_value(); });
        if (now < pause_until_) return;

        for (auto& each : errands) {
            if (static_cast<std::size_t>(running) >= settings_.parallel) return;
            if (!each.waiting() || now < each.due) continue;
            each.attempt.emplace(multi_, each.target, *each.headers, settings_);
            each.began = now;
            ++each.attempts;
            ++running;
        }
    }

    void wait(const std::deque<errand>& errands, const cancel_token& cancel) {
        const bool transferring =
            std::ranges::any_of(errands, [](const errand& each) { return each.attempt.has_value(); });
        if (transferring) {
            curl_multi_poll(multi_, nullptr, 0, static_cast<int>(k_cancel_interval.count()), nullptr);
            int running = 0;
            if (const auto code = curl_multi_perform(multi_, &running); code != CURLM_OK)
                throw std::runtime_error(std::string("libcurl failed: ") + curl_multi_strerror(code));
            return;
        }

        auto due = steady::time_point::max();
        for (const auto& each : errands)
            if (each.waiting()) due = std::min(due, std::max(each.due, pause_until_));
        const auto pause = std::chrono::ceil<milliseconds>(due - steady::now());
        if (pause.count() > 0) cancel.wait(pause);
    }

    void take_finished(std::deque<errand>& errands) {
        int left = 0;
        while (const auto* message = curl_multi_info_read(multi_, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            const auto* easy = message->easy_handle;
            const auto done = std::ranges::find_if(
                errands, [&](const errand& each) { return each.attempt && each.attempt->owns(easy); });
            auto outcome = done->attempt->finish(message->data.result);
            done->attempt.reset();
            if (settings_.on_attempt) settings_.on_attempt(steady::now() - done->began);
            settle(*done, std::move(outcome));
        }
    }

    void settle(errand& each, attempt_outcome outcome) {
        using kind = attempt_outcome::kind;
        switch (outcome.what) {
        case kind::too_large:
            throw error(
                each, fmt::format(
                          "sent more than {} bytes in one answer, which is more than is taken; check that the client's "
                          "baseURL is that of the media server",
                          settings_.max_body));
        case kind::untrusted:
            throw error(each, fmt::format("cannot be trusted: {}; give the server a certificate for this name from an "
                                          "authority that this machine knows",
                                          outcome.error));
        case kind::hopeless:
            throw error(each, fmt::format("cannot be read: {}", outcome.error));
        case kind::retryable:
            return retry(each, retry_reason::no_answer, fmt::format("did not answer properly: {}", outcome.error),
                         "check that the server runs and that the client's baseURL is right");
        case kind::answered:
            break;
        }

        const auto status = outcome.response.status;
        if (!outcome.redirect.empty()) return follow(each, outcome.redirect);
        if (status != 429 && status < 500) {
            each.response = std::move(outcome.response);
            return;
        }
        if (outcome.retry_after) pause(each, *outcome.retry_after);
        if (status == 429)
            retry(each, retry_reason::rate_limited, "answered HTTP 429: it wants fewer requests", "try again later");
        else
            retry(each, retry_reason::server_error, fmt::format("answered HTTP {}", status),
                  "look into the server's log or try again later");
    }

    void follow(errand& each, const std::string& location) {
        const auto target = url::parse(location);
        if (!target || !target->same_origin(each.target))
            throw error(each,
                        fmt::format("redirects to {}, where the credentials must not follow; if that is the server, "
                                    "make it the client's baseURL",
                                    target ? target->shown() : std::string("an address that is not usable")));
        if (++each.redirects > settings_.max_redirects)
            throw error(each, "redirects in circles; check the client's baseURL and the proxy in front of the server");

        each.target = *target;
        each.due = steady::now();
        --each.attempts; // a redirect is progress, not a failure
    }

    // What the server asks of one request is meant for all of them.
    void pause(const errand& each, std::chrono::seconds length) {
        if (length > settings_.longest_retry_after)
            throw error(each, fmt::format("asks to be left alone for {} s; try again after that", length.count()));
        pause_until_ = std::max(pause_until_, steady::now() + length);
    }

    void retry(errand& each, retry_reason reason, const std::string& why, std::string_view cure) {
        if (each.attempts >= settings_.max_attempts) {
            const auto attempts = each.attempts > 1 ? fmt::format(" ({} attempts)", each.attempts) : "";
            throw error(each, fmt::format("{}{}; {}", why, attempts, cure));
        }
        if (settings_.on_retry) settings_.on_retry(reason);

        each.due = steady::now() + jittered_pause(each.attempts, settings_.first_delay, settings_.longest_delay,
                                                  settings_.jitter ? settings_.jitter() : random_share());
    }

    source_error error(const errand& each, std::string_view what) const {
        return source_error(fmt::format("{}: {} {}", server_, each.target.shown(), what));
    }

    CURLM* multi_;
    const std::string& server_;
    const http_settings& settings_;
    steady::time_point pause_until_;
};

} // namespace

http_client::http_client(std::string server, http_settings settings)
    : server_(std::move(server)), settings_(std::move(settings)), multi_(curl_multi_init()) {
    if (!multi_) throw std::bad_alloc();
}

http_response http_client::get(const http_request& request, const cancel_token& cancel) {
    return std::move(get_all({&request, 1}, cancel).front());
}

std::vector<http_response> http_client::get_all(std::span<const http_request> requests, const cancel_token& cancel) {
    return round_trip(multi_.get(), server_, settings_).run(requests, cancel);
}

} // namespace media_sync
