#include "http/session_token.hpp"

#include "http/api_error.hpp"

#include "database/users.hpp"

#include <boost/asio/post.hpp>
#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <utility>

namespace sample_host::http {
namespace {

using boost::beast::iequals;

bool changes_something(const request& asked) {
    return asked.method != "GET" && asked.method != "HEAD";
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return text;
}

authentication ask_database(users& accounts, const secret& token, logger& log) {
    try {
        return {accounts.authenticate(token.reveal()), 0, {}};
    } catch (...) {
        auto problem = describe_current_exception(log);
        return {std::nullopt, problem.status, std::move(problem.message)};
    }
}

} // namespace

std::optional<secret> bearer_token(const request& asked) {
    constexpr std::string_view k_scheme = "Bearer ";
    const auto header = asked.header("Authorization");
    if (!header || header->size() <= k_scheme.size() || !iequals(header->substr(0, k_scheme.size()), k_scheme))
        return std::nullopt;
    return std::string(trimmed(header->substr(k_scheme.size())));
}

std::optional<secret> cookie_token(const request& asked) {
    for (const auto& [name, value] : asked.headers) {
        if (!iequals(name, "Cookie")) continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const auto pair = rest.substr(0, rest.find(';'));
            rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
            const auto cookie = trimmed(pair);
            const auto equals = cookie.find('=');
            if (equals != std::string_view::npos && cookie.substr(0, equals) == k_session_cookie)
                return std::string(cookie.substr(equals + 1));
        }
    }
    return std::nullopt;
}

bool is_from_another_origin(const request& asked) {
    const auto origin = asked.header("Origin");
    if (!origin) return false;
    const auto scheme_end = origin->find("://");
    if (scheme_end == std::string_view::npos) return true; // "null", for example
    return !iequals(origin->substr(scheme_end + 3), asked.header("Host").value_or(""));
}

authenticator create_token_authenticator(users& accounts, boost::asio::thread_pool& workers, logger& log) {
    return [&accounts, &workers, &log](const request& asked, authentication_done done) {
        auto token = bearer_token(asked);
        const bool by_cookie = !token;
        if (by_cookie) token = cookie_token(asked);
        if (!token) return done({});

        if (by_cookie && changes_something(asked) && is_from_another_origin(asked))
            return done({std::nullopt, 403, "a page of another origin may not use this session"});

        if (const auto known = accounts.authenticate_from_memory(token->reveal())) return done({*known, 0, {}});
        boost::asio::post(workers, [&accounts, &log, token = std::move(*token), done = std::move(done)] {
            done(ask_database(accounts, token, log));
        });
    };
}

} // namespace sample_host::http
