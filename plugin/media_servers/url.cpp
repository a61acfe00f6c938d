#include "plugin/media_servers/url.hpp"

#include "plugin/media_servers/ascii_lower.hpp"

#include <curl/curl.h>

#include <memory>

namespace media_sync {

namespace {

struct curl_freed {
    void operator()(char* text) const { curl_free(text); }
    void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
};
using curl_text = std::unique_ptr<char, curl_freed>;

std::string part(CURLU* handle, CURLUPart which, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(handle, which, &text, flags) != CURLUE_OK) return {};
    return curl_text(text).get();
}

std::string encoded(std::string_view text) {
    // A length of 0 would make curl measure the text itself.
    if (text.empty()) return {};
    const curl_text escaped(curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())));
    if (!escaped) throw std::bad_alloc();
    return escaped.get();
}

problem invalid(std::string text) {
    return {errc::invalid_argument, std::move(text)};
}

} // namespace

result<url> url::parse(std::string_view text) {
    const std::unique_ptr<CURLU, curl_freed> handle(curl_url());
    if (!handle) throw std::bad_alloc();

    if (text.find("://") == std::string_view::npos) return invalid("it does not begin with http:// or https://");
    if (text.find('\0') != std::string_view::npos ||
        curl_url_set(handle.get(), CURLUPART_URL, std::string(text).c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return invalid("it is not a valid URL");

    const auto scheme = ascii_lower(part(handle.get(), CURLUPART_SCHEME));
    if (scheme != "http" && scheme != "https") return invalid("it does not begin with http:// or https://");
    const auto host = ascii_lower(part(handle.get(), CURLUPART_HOST));
    if (host.empty()) return invalid("it names no host");
    if (!part(handle.get(), CURLUPART_USER).empty() || !part(handle.get(), CURLUPART_PASSWORD).empty())
        return invalid("it contains a user name or password, which belong into fields of their own");

    url parsed;
    parsed.origin_ = scheme + "://" + host;
    if (const auto port = part(handle.get(), CURLUPART_PORT, CURLU_NO_DEFAULT_PORT); !port.empty())
        parsed.origin_ += ':' + port;
    parsed.path_ = part(handle.get(), CURLUPART_PATH);
    parsed.query_ = part(handle.get(), CURLUPART_QUERY);
    return parsed;
}

url url::operator/(std::string_view segment) const {
    url longer = *this;
    longer.path_.erase(longer.path_.find_last_not_of('/') + 1);
    longer.path_ += '/' + encoded(segment);
    return longer;
}

url url::with(std::string_view name, std::string_view value) const {
    url longer = *this;
    if (!longer.query_.empty()) longer.query_ += '&';
    longer.query_ += encoded(name) + '=' + encoded(value);
    return longer;
}

std::string url::text() const {
    return query_.empty() ? shown() : shown() + '?' + query_;
}

std::string url::shown() const {
    return origin_ + (path_.empty() ? "/" : path_);
}

} // namespace media_sync
