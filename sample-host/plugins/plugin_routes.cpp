#include "plugins/plugin_routes.hpp"

#include "http/answer.hpp"
#include "plugins/plugin_answer.hpp"

#include <fmt/format.h>

#include <mutex>
#include <optional>

namespace sample_host::plugins {
namespace {

std::vector<suasor::field> to_fields(const http::field_list& source) {
    std::vector<suasor::field> fields;
    fields.reserve(source.size());
    for (const auto& [name, value] : source)
        fields.push_back({name, value});
    return fields;
}

void refuse(http::responder& answer, unsigned status, std::string_view message, const http::request& request) {
    auto refusal = http::error_answer(status, message, request.request_id);
    answer.send(std::move(refusal.head), std::move(refusal.body));
}

/// A plugin that threw may or may not still use its answer, so nobody may destroy it. Reachable from a static, so that no leak
/// checker takes it for a mistake.
void keep_for_good(plugin_answer* kept) {
    static std::mutex mutex;
    static auto& all = *new std::vector<plugin_answer*>;
    const std::lock_guard lock(mutex);
    all.push_back(kept);
}

} // namespace

/// A plugin's route, every call of it and every answer counted.
class gated_route {
  public:
    gated_route(suasor::owned_route route, plugin_scope& scope)
        : method_(route.method()), pattern_(route.pattern()), route_(std::move(route)), calls_(scope.calls),
          log_(scope.log), plugin_(scope.name) {}

    const std::string& method() const noexcept { return method_; }
    const std::string& pattern() const noexcept { return pattern_; }

    void handle(const http::request& request, const std::shared_ptr<http::responder>& answer) {
        const auto pass = calls_.enter();
        auto open_answer = calls_.enter();
        if (!pass || !open_answer) return refuse(*answer, 503, "the host is stopping; try again soon", request);

        const auto params = to_fields(request.params);
        const auto query = to_fields(request.query);
        const auto headers = to_fields(request.headers);
        const suasor::c_request c_request({request.method, request.path, request.body, request.request_id,
                                           request.principal, params, query, headers});
        auto* given = std::make_unique<plugin_answer>(answer, *std::move(open_answer)).release();
        try {
            route_->handle(c_request, given->c());
        } catch (const suasor::error& failure) {
            keep_for_good(given);
            log_.error(fmt::format("plugin threw out of a handler, which it must not plugin={} route=\"{} {}\" "
                                   "request_id={} reason=\"{}\"",
                                   plugin_, method_, pattern_, request.request_id, failure.what()));
            refuse(*answer, 500, "internal error", request);
        }
    }

    void drop() noexcept { route_.reset(); }

  private:
    const std::string method_;
    const std::string pattern_;
    std::optional<suasor::owned_route> route_;
    call_gate calls_; // a copy, because the router keeps this longer than the plugin lives
    logger& log_;
    const std::string plugin_;
};

plugin_routes::plugin_routes(plugin_scope& scope, http::router& router) : scope_(scope), router_(router) {}

plugin_routes::~plugin_routes() = default;

void plugin_routes::add(suasor::owned_route added) {
    scope_.require_registering();
    const auto route = std::make_shared<gated_route>(std::move(added), scope_);

    routes_.reserve(routes_.size() + 1);
    router_.add(route->method(), route->pattern(),
                [route](const http::request& request, std::shared_ptr<http::responder> answer) {
                    route->handle(request, answer);
                });
    routes_.push_back(route);
}

std::vector<std::string> plugin_routes::describe() const {
    std::vector<std::string> lines;
    for (const auto& route : routes_)
        lines.push_back(route->method() + " " + route->pattern());
    return lines;
}

void plugin_routes::drop() noexcept {
    for (auto& route : routes_)
        route->drop();
}

void plugin_routes::withdraw() noexcept {
    drop();
    for (const auto& route : routes_)
        router_.remove(route->method(), route->pattern());
    routes_.clear();
}

} // namespace sample_host::plugins
