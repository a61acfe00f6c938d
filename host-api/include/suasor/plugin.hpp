#ifndef SUASOR_PLUGIN_HPP
#define SUASOR_PLUGIN_HPP

// The plugin's side of the interface in C++20: derive from suasor::plugin, hand the class to make_plugin_api, and
// throw suasor::error where something is wrong. Everything here is a thin layer over the C headers, whose contracts
// hold.
//
//     class my_plugin final : public suasor::plugin {
//       public:
//         explicit my_plugin(suasor::host_services host) : host_(host) {}
//
//         void init() override {
//             suasor::add_route(host_.router(), "GET", "/hello", [](const suasor::request&, suasor::responder
//             answer) {
//                 answer.send(200, {{{"content-type", "text/plain"}}}, "hello");
//             });
//         }
//
//       private:
//         suasor::host_services host_;
//     };
//
//     extern "C" const suasor_plugin_api* suasor_plugin_entry(void) {
//         static constexpr auto api = suasor::make_plugin_api<my_plugin>("my_plugin", "1.0.0", "Says hello");
//         return &api;
//     }

#include "suasor.h"
#include "types.hpp"

#include <cctype>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace suasor {

/// The host's services, typed. Cheap to copy; valid until the plugin is destroyed. [any-thread]
class host_services {
  public:
    explicit host_services(const suasor_host& host) noexcept : host_(&host) {}

    /// A service by id, or NULL if the host has none.
    template <class Service>
    const Service* find(std::string_view id) const noexcept {
        return static_cast<const Service*>(host_->get_service(host_, to_c(id)));
    }

    /// A service by id; throws SUASOR_E_UNSUPPORTED if the host has none.
    template <class Service>
    const Service& require(std::string_view id) const {
        if (auto* service = find<Service>(id)) return *service;
        throw error(SUASOR_E_UNSUPPORTED,
                    "the host " + std::string(to_view(host_->name)) + " does not offer " + std::string(id));
    }

    const suasor_log_service& log() const { return whole(SUASOR_LOG_SERVICE, &suasor_log_service::write); }
    const suasor_config_service& config() const {
        return whole(SUASOR_CONFIG_SERVICE, &suasor_config_service::settings);
    }
    const suasor_database_service& database() const {
        return whole(SUASOR_DATABASE_SERVICE, &suasor_database_service::pool_size);
    }
    const suasor_migrator_service& migrator() const {
        return whole(SUASOR_MIGRATOR_SERVICE, &suasor_migrator_service::add);
    }
    const suasor_router_service& router() const { return whole(SUASOR_ROUTER_SERVICE, &suasor_router_service::add); }
    const suasor_scheduler_service& scheduler() const {
        return whole(SUASOR_SCHEDULER_SERVICE, &suasor_scheduler_service::cancel);
    }
    /// NULL if the host has none, which is as good for add_metric.
    const suasor_metrics_service* metrics() const noexcept {
        return find<suasor_metrics_service>(SUASOR_METRICS_SERVICE);
    }

  private:
    // A service by id with everything up to and with `last`, the last member that version 1.0 has. Throws as require, and
    // SUASOR_E_INVALID_ARGUMENT for one that is cut off.
    template <class Service, class Member>
    const Service& whole(std::string_view id, Member Service::*last) const {
        const auto& service = require<Service>(id);
        const auto* end = reinterpret_cast<const char*>(&(service.*last) + 1);
        suasor::require(service.struct_size >= end - reinterpret_cast<const char*>(&service),
                        "a service of the host's is smaller than version 1.0 has it");
        return service;
    }

    const suasor_host* host_;
};

/// A request, borrowed until the handler returns.
class request {
  public:
    /// Throws SUASOR_E_INVALID_ARGUMENT if part of it is missing.
    explicit request(const suasor_request& source) : c_(&source) {
        require(SUASOR_HAS_FIELD(suasor_request, c_, header_count),
                "the suasor_request is smaller than version 1.0 has it");
        static_cast<void>(principal());
        check(c_->params, c_->param_count);
        check(c_->query, c_->query_count);
        check(c_->headers, c_->header_count);
    }

    std::string_view method() const noexcept { return to_view(c_->method); }
    std::string_view path() const noexcept { return to_view(c_->path); }
    std::string_view body() const noexcept { return to_view(c_->body); }
    std::string_view id() const noexcept { return to_view(c_->request_id); }
    std::optional<suasor::principal> principal() const { return to_principal(c_->principal); }

    /// The value of a path parameter, "" if the pattern has none of that name.
    std::string_view param(std::string_view name) const noexcept {
        return find(c_->params, c_->param_count, name, false).value_or(std::string_view{});
    }
    /// The first value of a query parameter.
    std::optional<std::string_view> query(std::string_view name) const noexcept {
        return find(c_->query, c_->query_count, name, false);
    }
    /// The first value of a header; `name` without regard to case.
    std::optional<std::string_view> header(std::string_view name) const noexcept {
        return find(c_->headers, c_->header_count, name, true);
    }
    /// All values of a header, joined by ", " as RFC 9110 section 5.3 allows; "" if there is none.
    std::string joined_header(std::string_view name) const {
        std::string joined;
        for (std::size_t i = 0; i < c_->header_count; ++i) {
            if (!same(to_view(c_->headers[i]->name), name, true)) continue;
            if (!joined.empty()) joined += ", ";
            joined += to_view(c_->headers[i]->value);
        }
        return joined;
    }

  private:
    static void check(const suasor_field* const* fields, std::size_t count) {
        require(count == 0 || fields, "the fields of a suasor_request are NULL");
        for (std::size_t i = 0; i < count; ++i)
            require(fields[i] && SUASOR_HAS_FIELD(suasor_field, fields[i], value),
                    "a field of a suasor_request is missing or smaller than version 1.0 has it");
    }
    static bool same(std::string_view a, std::string_view b, bool ignore_case) noexcept {
        if (!ignore_case) return a == b;
        return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
    }
    static std::optional<std::string_view> find(const suasor_field* const* fields, std::size_t count,
                                                std::string_view name, bool ignore_case) noexcept {
        for (std::size_t i = 0; i < count; ++i)
            if (same(to_view(fields[i]->name), name, ignore_case)) return to_view(fields[i]->value);
        return std::nullopt;
    }

    const suasor_request* c_;
};

/// Hears of what happens to an open answer, see suasor_responder_listener. [any-thread]
class responder_listener {
  public:
    virtual ~responder_listener() = default;
    virtual void on_writable() noexcept {}
    virtual void on_cancel() noexcept {}
};

/// An answer, owned; released when this object goes. See suasor_responder for who may call what when.
class responder {
  public:
    explicit responder(suasor_responder* source) noexcept : c_(source) {}
    responder(responder&& other) noexcept : c_(std::exchange(other.c_, nullptr)) {}
    responder& operator=(responder&& other) noexcept {
        if (this != &other) {
            release();
            c_ = std::exchange(other.c_, nullptr);
        }
        return *this;
    }
    ~responder() { release(); }

    suasor_status send(int status, std::span<const field> headers, std::string_view body) {
        const c_fields fields(headers);
        const suasor_response_head head{sizeof head, status, fields.data(), fields.size()};
        return c_->send(c_, &head, to_c(body));
    }
    suasor_status send(int status, std::initializer_list<field> headers, std::string_view body) {
        return send(status, std::span<const field>(headers.begin(), headers.size()), body);
    }

    /// The listener is kept alive until its last callback has returned.
    suasor_status listen(std::shared_ptr<responder_listener> listener) {
        using held = std::shared_ptr<responder_listener>;
        const suasor_responder_listener c{
            sizeof c,
            0,
            new held(std::move(listener)),
            [](void* data) { (*static_cast<held*>(data))->on_writable(); },
            [](void* data) { (*static_cast<held*>(data))->on_cancel(); },
            [](void* data) { delete static_cast<held*>(data); },
        };
        return c_->listen(c_, &c);
    }

    suasor_status begin(int status, std::span<const field> headers) {
        const c_fields fields(headers);
        const suasor_response_head head{sizeof head, status, fields.data(), fields.size()};
        return c_->begin(c_, &head);
    }
    suasor_status write(std::string_view chunk) { return c_->write(c_, to_c(chunk)); }
    suasor_status end() { return c_->end(c_); }
    void abort() { c_->abort(c_); }

    /// Gives the answer back early.
    void release() noexcept {
        if (auto* released = std::exchange(c_, nullptr)) released->release(released);
    }

  private:
    suasor_responder* c_;
};

/// Takes a request, see suasor_route.handle. What it throws is answered with 500. [request]
using route_handler = std::function<void(const request&, responder)>;

/// Adds a route; the handler lives until the host lets go of it. Throws suasor::error. [init]
inline void add_route(const suasor_router_service& router, std::string_view method, std::string_view pattern,
                      route_handler handler) {
    const suasor_route route{
        sizeof route,
        0,
        to_c(method),
        to_c(pattern),
        new route_handler(std::move(handler)),
        [](void* data, const suasor_request* c_request, suasor_responder* c_responder) {
            guarded(nullptr, [&] {
                require(c_responder && SUASOR_HAS_FIELD(suasor_responder, c_responder, release),
                        "the suasor_responder is missing or smaller than version 1.0 has it");
                responder answer(c_responder); // given back whatever is wrong with the request
                require(c_request, "the suasor_request is missing");
                (*static_cast<route_handler*>(data))(request(*c_request), std::move(answer));
            });
        },
        [](void* data) { delete static_cast<route_handler*>(data); },
    };
    error_buffer problem;
    problem.check(router.add(&router, &route, problem.c()));
}

/// The context of a run, see suasor_job_context. Cheap to copy; valid until the run returns. [any-thread]
class job_context {
  public:
    explicit job_context(const suasor_job_context& source) noexcept : c_(&source) {}

    std::int32_t trigger() const noexcept { return c_->trigger; }
    std::int32_t cancel_requested() const noexcept { return c_->cancel_requested(c_); }
    std::int32_t wait_cancel(std::chrono::milliseconds timeout) const noexcept {
        const auto bounded = std::clamp<std::int64_t>(timeout.count(), 0, UINT32_MAX);
        return c_->wait_cancel(c_, static_cast<std::uint32_t>(bounded));
    }
    void progress(int percent, std::optional<std::int64_t> processed, std::optional<std::int64_t> total,
                  std::string_view message) const noexcept {
        c_->progress(c_, percent, processed.value_or(SUASOR_UNKNOWN), total.value_or(SUASOR_UNKNOWN), to_c(message));
    }

  private:
    const suasor_job_context* c_;
};

/// What a job is asked to prepare, borrowed.
struct job_request {
    std::int32_t trigger = SUASOR_TRIGGER_MANUAL;
    std::string_view params;
    std::optional<suasor::principal> principal;
};

/// What came of it.
struct prepared_run {
    std::int32_t disposition = SUASOR_PREPARED_NOTHING;
    std::uint64_t run_id = 0;
};

/// A job, see suasor_job. Both calls throw suasor::error for a status other than SUASOR_OK. [job]
class job {
  public:
    virtual ~job() = default;
    virtual prepared_run prepare(const job_request& request) = 0;
    virtual void run(std::uint64_t run_id, const job_context& context) = 0;
};

/// Adds a job; it lives until the host lets go of it. An interval of 0 is "only when asked for". Throws
/// suasor::error. [init]
inline void add_job(const suasor_scheduler_service& scheduler, std::string_view name, std::string_view description,
                    std::chrono::milliseconds interval, std::unique_ptr<job> work) {
    const suasor_job c{
        sizeof c,
        0,
        to_c(name),
        to_c(description),
        static_cast<std::uint64_t>(interval.count()),
        work.release(),
        [](void* data, const suasor_job_request* request, suasor_prepared_run* prepared, suasor_error* problem) {
            return guarded(problem, [&] {
                require(request && SUASOR_HAS_FIELD(suasor_job_request, request, principal),
                        "the suasor_job_request is missing or smaller than version 1.0 has it");
                require(prepared && SUASOR_HAS_FIELD(suasor_prepared_run, prepared, run_id),
                        "the suasor_prepared_run is missing or smaller than version 1.0 has it");
                const auto made = static_cast<job*>(data)->prepare(
                    {request->trigger, to_view(request->params), to_principal(request->principal)});
                prepared->disposition = made.disposition;
                prepared->run_id = made.run_id;
            });
        },
        [](void* data, std::uint64_t run_id, const suasor_job_context* context, suasor_error* problem) {
            return guarded(problem, [&] {
                require(context && SUASOR_HAS_FIELD(suasor_job_context, context, progress),
                        "the suasor_job_context is missing or smaller than version 1.0 has it");
                static_cast<job*>(data)->run(run_id, job_context(*context));
            });
        },
        [](void* data) { delete static_cast<job*>(data); },
    };
    error_buffer problem;
    problem.check(scheduler.add(&scheduler, &c, problem.c()));
}

/// One statement of a migration, borrowed.
struct migration_step {
    std::string_view sql;
    bool transactional = true;
};

/// Adds a migration. Throws suasor::error. [init]
inline void add_migration(const suasor_migrator_service& migrator, std::uint32_t version, std::string_view name,
                          std::span<const migration_step> up, std::span<const migration_step> down) {
    std::vector<suasor_migration_step> steps;
    std::vector<const suasor_migration_step*> pointers;
    steps.reserve(up.size() + down.size());
    for (auto part : {up, down})
        for (const auto& step : part) {
            steps.push_back({sizeof(suasor_migration_step), step.transactional ? 1 : 0, to_c(step.sql)});
            pointers.push_back(&steps.back());
        }
    const suasor_migration c{sizeof c,   version, to_c(name), pointers.data(), up.size(), pointers.data() + up.size(),
                             down.size()};
    error_buffer problem;
    problem.check(migrator.add(&migrator, &c, problem.c()));
}

/// A time series of the host's, see suasor_instrument; or none, and then every call does nothing. Cheap to copy; valid
/// until the plugin is destroyed. [any-thread]
class instrument {
  public:
    instrument() noexcept = default;
    explicit instrument(const suasor_instrument& source) noexcept : c_(&source) {}

    void add(double value) const noexcept {
        if (c_) c_->add(c_, value);
    }
    void set(double value) const noexcept {
        if (c_) c_->set(c_, value);
    }
    void observe(double value) const noexcept {
        if (c_) c_->observe(c_, value);
    }

  private:
    const suasor_instrument* c_ = nullptr;
};

/// What a time series is, see suasor_metric; borrowed.
struct metric {
    std::int32_t kind = SUASOR_METRIC_COUNTER;
    std::string_view name;
    std::string_view help;
    std::span<const field> labels{};
    std::span<const double> bounds{}; ///< of a histogram
};

/// Adds a time series; none if `metrics` is NULL. Throws suasor::error. [init]
inline instrument add_metric(const suasor_metrics_service* metrics, const metric& added) {
    if (!metrics) return {};
    const c_fields labels(added.labels);
    const suasor_metric c{sizeof c,      added.kind,    to_c(added.name),    to_c(added.help),
                          labels.data(), labels.size(), added.bounds.data(), added.bounds.size()};
    const suasor_instrument* made = nullptr;
    error_buffer problem;
    problem.check(metrics->add(metrics, &c, &made, problem.c()));
    require(made && SUASOR_HAS_FIELD(suasor_instrument, made, observe),
            "the suasor_instrument is missing or smaller than version 1.0 has it");
    return instrument(*made);
}

/// A plugin's instance, see suasor_plugin. Constructed by create, with host_services; throws suasor::error.
class plugin {
  public:
    virtual ~plugin() = default;

    /// [init]
    virtual void init() = 0;
    /// [any-thread]
    virtual const void* get_extension(std::string_view) noexcept { return nullptr; }
    /// [any-thread]
    virtual void request_stop() noexcept {}
    /// False if something still runs, and the plugin must never be unloaded. [init]
    virtual bool shutdown() { return true; }
};

namespace detail {

template <class Plugin>
struct plugin_instance {
    suasor_plugin c;
    Plugin cpp;

    explicit plugin_instance(const suasor_host& host)
        : c{sizeof(suasor_plugin), 0, this, &init, &get_extension, &request_stop, &shutdown, &destroy},
          cpp(host_services(host)) {}

    static plugin_instance& of(const suasor_plugin* self) noexcept {
        return *static_cast<plugin_instance*>(self->impl);
    }

    static suasor_status init(const suasor_plugin* self, suasor_error* problem) {
        return guarded(problem, [&] { of(self).cpp.init(); });
    }
    static const void* get_extension(const suasor_plugin* self, suasor_string id) {
        return of(self).cpp.get_extension(to_view(id));
    }
    static void request_stop(const suasor_plugin* self) { of(self).cpp.request_stop(); }
    static suasor_status shutdown(const suasor_plugin* self, suasor_error* problem) {
        return guarded(problem, [&] { return of(self).cpp.shutdown() ? SUASOR_OK : SUASOR_E_BUSY; });
    }
    static void destroy(const suasor_plugin* self) { delete &of(self); }

    static suasor_status create(const suasor_host* host, const suasor_plugin** made, suasor_error* problem) {
        return guarded(problem, [&] {
            require(host && made && SUASOR_HAS_FIELD(suasor_host, host, abi_minor), "the suasor_host is missing");
            if (host->abi_major != SUASOR_ABI_MAJOR)
                throw error(SUASOR_E_VERSION, "the plugin was built for interface " + std::to_string(SUASOR_ABI_MAJOR) +
                                                  "." + std::to_string(SUASOR_ABI_MINOR) + ", the host has " +
                                                  std::to_string(host->abi_major) + "." +
                                                  std::to_string(host->abi_minor));
            require(SUASOR_HAS_FIELD(suasor_host, host, get_service) && host->get_service,
                    "the suasor_host is smaller than version 1.0 has it");
            *made = &(new plugin_instance(*host))->c;
        });
    }
};

} // namespace detail

/// The table that suasor_plugin_entry returns, for a class derived from suasor::plugin. The strings must be static.
template <class Plugin>
constexpr suasor_plugin_api make_plugin_api(std::string_view name, std::string_view version,
                                            std::string_view description) noexcept {
    return {SUASOR_PLUGIN_MAGIC, sizeof(suasor_plugin_api),
            SUASOR_ABI_MAJOR,    SUASOR_ABI_MINOR,
            to_c(name),          to_c(version),
            to_c(description),   &detail::plugin_instance<Plugin>::create};
}

} // namespace suasor

#endif
