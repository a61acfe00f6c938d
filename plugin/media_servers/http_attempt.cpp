#include "plugin/media_servers/http_attempt.hpp"

#include <new>
#include <stdexcept>

namespace media_sync {

namespace {

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
    if (const auto code = curl_easy_setopt(easy, option, value); code != CURLE_OK)
        throw std::runtime_error(std::string("libcurl refuses an option: ") + curl_easy_strerror(code));
}

curl_list list_of(const std::vector<http_header>& headers) {
    curl_list list;
    for (const auto& header : headers) {
        auto* longer = curl_slist_append(list.get(), (header.name + ": " + header.value.reveal()).c_str());
        if (!longer) throw std::bad_alloc();
        static_cast<void>(list.release());
        list.reset(longer);
    }
    return list;
}

attempt_outcome::kind kind_of(CURLcode code) {
    using kind = attempt_outcome::kind;
    switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
        return kind::untrusted;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_SSL_CONNECT_ERROR:
        return kind::retryable;
    default:
        return kind::hopeless;
    }
}

} // namespace

http_attempt::http_attempt(CURLM* multi, const url& target, const std::vector<http_header>& headers,
                           const http_settings& settings)
    : multi_(multi), max_body_(settings.max_body), headers_(list_of(headers)), easy_(curl_easy_init()) {
    if (!easy_) throw std::bad_alloc();
    auto* easy = easy_.get();

    set(easy, CURLOPT_URL, target.text().c_str());
    set(easy, CURLOPT_HTTPHEADER, headers_.get());
    set(easy, CURLOPT_USERAGENT, settings.user_agent.c_str());
    set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    set(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
    set(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(settings.stall_timeout.count()));
    set(easy, CURLOPT_TIMEOUT, static_cast<long>(settings.total_timeout.count()));
    set(easy, CURLOPT_ERRORBUFFER, error_);
    set(easy, CURLOPT_WRITEFUNCTION, &http_attempt::receive);
    set(easy, CURLOPT_WRITEDATA, this);

    if (const auto code = curl_multi_add_handle(multi_, easy); code != CURLM_OK)
        throw std::runtime_error(std::string("libcurl refuses a transfer: ") + curl_multi_strerror(code));
}

http_attempt::~http_attempt() {
    curl_multi_remove_handle(multi_, easy_.get());
}

std::size_t http_attempt::receive(char* data, std::size_t size, std::size_t count, void* self) {
    auto& attempt = *static_cast<http_attempt*>(self);
    const auto bytes = size * count;
    if (bytes > attempt.max_body_ - attempt.body_.size()) {
        attempt.too_large_ = true;
        return 0;
    }
    try {
        attempt.body_.append(data, bytes);
    } catch (const std::bad_alloc&) {
        return 0;
    }
    return bytes;
}

attempt_outcome http_attempt::finish(CURLcode code) {
    using kind = attempt_outcome::kind;
    attempt_outcome outcome;
    if (code != CURLE_OK) {
        outcome.what = too_large_ ? kind::too_large : kind_of(code);
        outcome.error = *error_ ? error_ : curl_easy_strerror(code);
        return outcome;
    }

    long status = 0;
    curl_off_t retry_after = 0;
    char* redirect = nullptr;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &retry_after);
    curl_easy_getinfo(easy_.get(), CURLINFO_REDIRECT_URL, &redirect);

    outcome.what = kind::answered;
    outcome.response = {static_cast<int>(status), std::move(body_)};
    if (retry_after > 0) outcome.retry_after = std::chrono::seconds(retry_after);
    if (redirect) outcome.redirect = redirect;
    return outcome;
}

} // namespace media_sync
