#include "http/host_routes.hpp"
#include "http/web_files.hpp"

#include <string>

namespace sample_host::http {
namespace {

constexpr const char* k_content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

void add_file(router& routes, std::string_view path, const char* content_type, std::string_view content) {
    const response_head head{200,
                             {{"Content-Type", content_type},
                              {"Cache-Control", "no-cache"},
                              {"Content-Security-Policy", k_content_security_policy},
                              {"Referrer-Policy", "no-referrer"},
                              {"X-Content-Type-Options", "nosniff"}}};
    routes.add("GET", path, [head, content](const request&, const std::shared_ptr<responder>& to) {
        to->send(head, std::string(content));
    });
}

} // namespace

void add_web_routes(router& routes) {
    add_file(routes, "/", "text/html; charset=utf-8", k_index_html);
    add_file(routes, "/icon.svg", "image/svg+xml", k_icon_svg);
}

} // namespace sample_host::http
