#include "plugin/http_api/exchange.hpp"

#include "plugin/http_api/entity_tag.hpp"
#include "plugin/http_api/error_body.hpp"
#include "plugin/http_api/prefer.hpp"

#include <fmt/format.h>

namespace media_sync {

namespace {

constexpr std::string_view k_retry_after_seconds = "2";

} // namespace

exchange::exchange(const suasor::request& request, suasor::responder answer, std::string_view subject,
                   const route_options& options, const clock& time)
    : answer_(std::move(answer)), subject_(subject), request_id_(request.id()),
      none_match_(request.joined_header("If-None-Match")),
      last_event_id_(request.header("Last-Event-ID").value_or(std::string_view{})),
      preferred_wait_(preferred_wait(request.joined_header("Prefer"))), options_(options), clock_(time) {}

std::optional<std::chrono::seconds> exchange::wait() const {
    if (none_match_.empty()) return std::nullopt;
    return preferred_wait_;
}

std::vector<suasor::field> exchange::headers_of(std::string_view tag) {
    std::vector<suasor::field> headers{
        {"ETag", tag}, {"Cache-Control", "private, no-cache"}, {"Vary", "Accept, Authorization, Cookie"}};
    if (applied_wait_) {
        applied_text_ = fmt::format("wait={}", applied_wait_->count());
        headers.push_back({"Preference-Applied", applied_text_});
    }
    return headers;
}

void exchange::answer(std::string_view tag, const std::function<std::string_view()>& json) {
    if (none_match_holds(none_match_, tag)) return answer_unchanged(tag);

    auto headers = headers_of(tag);
    headers.push_back({"Content-Type", "application/json"});
    if (options_.envelope == response_envelope::suasor)
        answer_.send(
            200, headers,
            fmt::format(R"({{"success":true,"message":"{} retrieved successfully","data":{}}})", subject_, json()));
    else
        answer_.send(200, headers, json());
}

void exchange::answer_unchanged(std::string_view tag) {
    answer_.send(304, headers_of(tag), {});
}

void exchange::refuse(const refusal& why) {
    const auto body = error_body(why.status, why.message, clock_.now(), request_id_);
    std::vector<suasor::field> headers{{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
    if (why.status == 401) headers.push_back({"WWW-Authenticate", "Bearer"});
    if (why.status == 429 || why.status == 503) headers.push_back({"Retry-After", k_retry_after_seconds});
    answer_.send(why.status, headers, body);
}

} // namespace media_sync
