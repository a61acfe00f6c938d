#include "http/api_routes.hpp"
#include "http/host_routes.hpp"
#include "http/session_token.hpp"

#include "database/json_body.hpp"
#include "database/users.hpp"

#include <boost/json/object.hpp>
#include <fmt/format.h>

namespace sample_host::http {
namespace {

constexpr std::string_view k_session = "/api/v1/auth/session";

std::string session_cookie(const secret& value, std::string_view more = "") {
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}", k_session_cookie, value.reveal(), more);
}

boost::json::object to_json(const user& source) {
    return {{"userID", source.id}, {"name", source.name}, {"isAdmin", source.is_admin}};
}

secret offered_token(const request& asked) {
    if (auto token = bearer_token(asked)) return *token;
    return json_body(asked.body, {"token"}).required_text("token");
}

/// Nobody is not an error: it is what a page asks about before it knows.
answer who_is_signed_in(const request& asked, users& accounts) {
    const auto known = asked.principal ? accounts.get(asked.principal->user_id) : std::nullopt;
    return known ? json_answer(200, to_json(*known)) : answer{{204, {{"Cache-Control", "no-store"}}}, ""};
}

answer sign_in(const request& asked, users& accounts) {
    // A page elsewhere must not be able to sign this browser in as somebody of its choice.
    if (is_from_another_origin(asked))
        return error_answer(403, "a page of another origin may not open a session", asked.request_id);

    const auto token = offered_token(asked);
    const auto who = accounts.authenticate(token.reveal());
    const auto known = who ? accounts.get(who->user_id) : std::nullopt;
    if (!known)
        return error_answer(401, "this token is not valid; make one with: suasor-host user add", asked.request_id);

    auto made = json_answer(200, to_json(*known));
    made.head.headers.emplace_back("Set-Cookie", session_cookie(token));
    return made;
}

} // namespace

void add_session_routes(router& routes, const host_services& services) {
    api_routes api(routes, services.workers, services.log);
    api.add_public("GET", k_session,
                   [&accounts = services.accounts](const request& asked) { return who_is_signed_in(asked, accounts); });
    api.add_public("POST", k_session,
                   [&accounts = services.accounts](const request& asked) { return sign_in(asked, accounts); });

    routes.add("DELETE", k_session, [](const request&, const std::shared_ptr<responder>& to) {
        to->send({204, {{"Set-Cookie", session_cookie("", "; Max-Age=0")}}}, "");
    });
}

} // namespace sample_host::http
