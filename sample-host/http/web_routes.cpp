#include "http/host_routes.hpp"
#include "http/web_files.hpp"

#include <string>

namespace sample_host::http {
namespace {

constexpr std::string_view k_front_page = "index.html";

constexpr const char* k_content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

const char* content_type(std::string_view name) {
    if (name.ends_with(".html")) return "text/html; charset=utf-8";
    if (name.ends_with(".css")) return "text/css; charset=utf-8";
    if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
    if (name.ends_with(".svg")) return "image/svg+xml";
    return "application/octet-stream";
}

/// The tag ends in a quotation mark and begins with one, so it is no part of another.
bool is_known(const request& asked, std::string_view tag) {
    return asked.header("If-None-Match").value_or("").find(tag) != std::string_view::npos;
}

void add_file(router& routes, const web_file& file) {
    // Asked about each time, for a page must not run with scripts of two versions; what has not changed is not sent again.
    field_list headers{{"Cache-Control", "no-cache"},
                       {"ETag", std::string(file.tag)},
                       {"Content-Security-Policy", k_content_security_policy},
                       {"Referrer-Policy", "no-referrer"},
                       {"X-Content-Type-Options", "nosniff"}};
    const response_head unchanged{304, headers};
    headers.emplace_back("Content-Type", content_type(file.name));
    const response_head whole{200, std::move(headers)};

    const auto path = "/" + std::string(file.name == k_front_page ? "" : file.name);
    routes.add(
        "GET", path,
        [unchanged, whole, file](const request& asked, const std::shared_ptr<responder>& to) {
            if (is_known(asked, file.tag)) return void(to->send(unchanged, ""));
            to->send(whole, std::string(file.content));
        },
        identity::ignored);
}

} // namespace

void add_web_routes(router& routes) {
    for (const auto& each : web_files())
        add_file(routes, each);
}

} // namespace sample_host::http
