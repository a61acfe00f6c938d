#include "http/router.hpp"

#include "http/target.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

namespace sample_host::http {
namespace {

using segments = std::vector<std::string_view>;

segments split(std::string_view path) {
    segments parts;
    while (path.starts_with('/')) {
        path.remove_prefix(1);
        parts.push_back(path.substr(0, path.find('/')));
        path.remove_prefix(parts.back().size());
    }
    return parts;
}

bool is_param(std::string_view segment) {
    return segment.starts_with(':');
}

bool is_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

/// Empty if the pattern is well-formed.
std::string what_is_wrong(std::string_view method, std::string_view pattern) {
    if (method.empty() || !std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
        return "its method is not in upper case letters";
    if (!pattern.starts_with('/')) return "it does not start with '/'";
    if (pattern.find_first_of("?#% ") != std::string_view::npos) return "it holds one of \"?#% \"";

    const auto parts = split(pattern);
    segments names;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].empty() && i + 1 < parts.size()) return "it has an empty segment";
        if (!is_param(parts[i])) continue;
        const auto name = parts[i].substr(1);
        if (!is_name(name)) return "\"" + std::string(parts[i]) + "\" does not name a parameter";
        if (std::find(names.begin(), names.end(), name) != names.end())
            return "it has two parameters \"" + std::string(name) + "\"";
        names.push_back(name);
    }
    return {};
}

} // namespace

struct router::route {
    std::vector<std::string> param_names;
    handler handle;
    identity caller;
};

struct router::node {
    std::map<std::string, std::unique_ptr<node>, std::less<>> statics;
    std::unique_ptr<node> param;
    std::map<std::string, route, std::less<>> routes; // by method

    /// The child that a pattern's segment leads to, or null.
    std::unique_ptr<node>* child(std::string_view segment) {
        if (is_param(segment)) return &param;
        const auto found = statics.find(segment);
        return found == statics.end() ? nullptr : &found->second;
    }

    /// The node with routes that decoded segments lead to, static before parameter; null if none. `values` collects what
    /// the parameters on the way stand for.
    const node* descend(std::span<const std::string> path, std::vector<std::string>& values) const {
        if (path.empty()) return routes.empty() ? nullptr : this;

        if (const auto found = statics.find(path.front()); found != statics.end())
            if (const auto* end = found->second->descend(path.subspan(1), values)) return end;

        if (!param || path.front().empty()) return nullptr;
        values.push_back(path.front());
        if (const auto* end = param->descend(path.subspan(1), values)) return end;
        values.pop_back();
        return nullptr;
    }

    const route* find(std::string_view method) const {
        auto found = routes.find(method);
        if (found == routes.end() && method == "HEAD") found = routes.find("GET");
        return found == routes.end() ? nullptr : &found->second;
    }

    std::vector<std::string> methods() const {
        std::vector<std::string> names;
        for (const auto& [method, unused] : routes) {
            names.push_back(method);
            if (method == "GET" && !routes.contains("HEAD")) names.push_back("HEAD");
        }
        return names;
    }
};

router::router() : root_(std::make_unique<node>()) {}
router::router(router&&) noexcept = default;
router& router::operator=(router&&) noexcept = default;
router::~router() = default;

void router::add(std::string_view method, std::string_view pattern, handler handle, identity caller) {
    const auto name = std::string(method) + " " + std::string(pattern);
    if (const auto wrong = what_is_wrong(method, pattern); !wrong.empty())
        throw suasor::error(SUASOR_E_INVALID_ARGUMENT, "the route \"" + name + "\" cannot be added: " + wrong);

    route added{{}, std::move(handle), caller};
    auto* at = root_.get();
    for (const auto segment : split(pattern)) {
        if (is_param(segment)) added.param_names.emplace_back(segment.substr(1));
        auto& next = is_param(segment) ? at->param : at->statics[std::string(segment)];
        if (!next) next = std::make_unique<node>();
        at = next.get();
    }
    if (!at->routes.try_emplace(std::string(method), std::move(added)).second)
        throw suasor::error(SUASOR_E_EXISTS, "the route \"" + name + "\" exists already; one of the two has to go");
}

void router::remove(std::string_view method, std::string_view pattern) noexcept {
    auto* at = root_.get();
    for (const auto segment : split(pattern)) {
        auto* next = at->child(segment);
        if (!next || !*next) return;
        at = next->get();
    }
    if (const auto found = at->routes.find(method); found != at->routes.end()) at->routes.erase(found);
}

route_match router::match(std::string_view method, std::string_view path) const {
    std::vector<std::string> decoded;
    for (const auto segment : split(path)) {
        auto text = percent_decoded(segment);
        if (!text) return {};
        decoded.push_back(std::move(*text));
    }

    std::vector<std::string> values;
    const auto* end = root_->descend(decoded, values);
    if (!end) return {};

    const auto* found = end->find(method);
    if (!found) return {.allow = end->methods()};

    route_match matched{.handle = &found->handle, .caller = found->caller};
    for (std::size_t i = 0; i < values.size(); ++i)
        matched.params.emplace_back(found->param_names[i], std::move(values[i]));
    return matched;
}

} // namespace sample_host::http
