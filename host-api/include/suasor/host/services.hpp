#ifndef SUASOR_HOST_SERVICES_HPP
#define SUASOR_HOST_SERVICES_HPP

// The services that a C++ host offers: derive, implement, and offer the object through make_host. What a member function
// throws reaches the plugin as a status and a text. The contract of each is that of the C service of the same name.

#include "../config.h"
#include "../database.h"
#include "../log.h"
#include "registrations.hpp"

namespace suasor {

/// suasor.log/1. [any-thread]
class host_log {
  public:
    host_log() noexcept : c_{sizeof(suasor_log_service), 0, this, &c_enabled, &c_write} {}
    host_log(const host_log&) = delete;
    host_log& operator=(const host_log&) = delete;
    virtual ~host_log() = default;

    virtual bool enabled(std::int32_t level) const noexcept = 0;
    virtual void write(std::int32_t level, std::string_view message) noexcept = 0;

    const suasor_log_service* c() const noexcept { return &c_; }

  private:
    static host_log& of(const suasor_log_service* c) noexcept { return *static_cast<host_log*>(c->impl); }
    static std::int32_t c_enabled(const suasor_log_service* c, std::int32_t level) {
        return of(c).enabled(level) ? 1 : 0;
    }
    static void c_write(const suasor_log_service* c, std::int32_t level, suasor_string message) {
        if (message.ptr) of(c).write(level, to_view(message));
    }

    suasor_log_service c_;
};

/// suasor.config/1 over a text that does not change: one JSON object.
class host_config {
  public:
    explicit host_config(std::string settings)
        : settings_(std::move(settings)), c_{sizeof(suasor_config_service), 0, this, &c_settings} {}
    host_config(const host_config&) = delete;
    host_config& operator=(const host_config&) = delete;

    const suasor_config_service* c() const noexcept { return &c_; }

  private:
    static suasor_string c_settings(const suasor_config_service* c) {
        return to_c(static_cast<const host_config*>(c->impl)->settings_);
    }

    std::string settings_;
    suasor_config_service c_;
};

/// suasor.database/1 over a connection string that does not change.
class host_database {
  public:
    host_database(std::string connection_string, std::uint32_t pool_size)
        : connection_string_(std::move(connection_string)),
          pool_size_(std::max(pool_size, 1u)), c_{sizeof(suasor_database_service), 0, this, &c_connection_string,
                                                  &c_pool_size} {}
    host_database(const host_database&) = delete;
    host_database& operator=(const host_database&) = delete;

    const suasor_database_service* c() const noexcept { return &c_; }

  private:
    static const host_database& of(const suasor_database_service* c) noexcept {
        return *static_cast<const host_database*>(c->impl);
    }
    static suasor_string c_connection_string(const suasor_database_service* c) {
        return to_c(of(c).connection_string_);
    }
    static std::uint32_t c_pool_size(const suasor_database_service* c) { return of(c).pool_size_; }

    std::string connection_string_;
    std::uint32_t pool_size_;
    suasor_database_service c_;
};

/// suasor.migrator/1. [init]
class host_migrator {
  public:
    host_migrator() noexcept : c_{sizeof(suasor_migrator_service), 0, this, &c_add} {}
    host_migrator(const host_migrator&) = delete;
    host_migrator& operator=(const host_migrator&) = delete;
    virtual ~host_migrator() = default;

    virtual void add(owned_migration migration) = 0;

    const suasor_migrator_service* c() const noexcept { return &c_; }

  private:
    static suasor_status c_add(const suasor_migrator_service* c, const suasor_migration* migration,
                               suasor_error* problem) {
        return guarded(problem, [&] { static_cast<host_migrator*>(c->impl)->add(owned_migration(migration)); });
    }

    suasor_migrator_service c_;
};

/// suasor.router/1. [init]
class host_router {
  public:
    host_router() noexcept : c_{sizeof(suasor_router_service), 0, this, &c_add} {}
    host_router(const host_router&) = delete;
    host_router& operator=(const host_router&) = delete;
    virtual ~host_router() = default;

    virtual void add(owned_route route) = 0;

    const suasor_router_service* c() const noexcept { return &c_; }

  private:
    static suasor_status c_add(const suasor_router_service* c, const suasor_route* route, suasor_error* problem) {
        return guarded(problem, [&] { static_cast<host_router*>(c->impl)->add(owned_route(route)); });
    }

    suasor_router_service c_;
};

/// suasor.scheduler/1. add is [init], the others [any-thread].
class host_scheduler {
  public:
    host_scheduler() noexcept : c_{sizeof(suasor_scheduler_service), 0, this, &c_add, &c_run_now, &c_cancel} {}
    host_scheduler(const host_scheduler&) = delete;
    host_scheduler& operator=(const host_scheduler&) = delete;
    virtual ~host_scheduler() = default;

    virtual void add(owned_job job) = 0;
    virtual void run_now(std::string_view job_name, std::uint64_t run_id) = 0;
    virtual void cancel(std::uint64_t run_id) = 0;

    const suasor_scheduler_service* c() const noexcept { return &c_; }

  private:
    static host_scheduler& of(const suasor_scheduler_service* c) noexcept {
        return *static_cast<host_scheduler*>(c->impl);
    }
    static suasor_status c_add(const suasor_scheduler_service* c, const suasor_job* job, suasor_error* problem) {
        return guarded(problem, [&] { of(c).add(owned_job(job)); });
    }
    static suasor_status c_run_now(const suasor_scheduler_service* c, suasor_string job_name, std::uint64_t run_id,
                                   suasor_error* problem) {
        return guarded(problem, [&] { of(c).run_now(checked_view(job_name, "the job's name is NULL"), run_id); });
    }
    static suasor_status c_cancel(const suasor_scheduler_service* c, std::uint64_t run_id, suasor_error* problem) {
        return guarded(problem, [&] { of(c).cancel(run_id); });
    }

    suasor_scheduler_service c_;
};

/// A time series of a plugin's; a host overrides what fits its kind. `value` is finite. [any-thread]
class host_instrument {
  public:
    host_instrument() noexcept : c_{sizeof(suasor_instrument), 0, this, &c_add, &c_set, &c_observe} {}
    host_instrument(const host_instrument&) = delete;
    host_instrument& operator=(const host_instrument&) = delete;
    virtual ~host_instrument() = default;

    virtual void add(double) noexcept {}
    virtual void set(double) noexcept {}
    virtual void observe(double) noexcept {}

    const suasor_instrument* c() const noexcept { return &c_; }

  private:
    static host_instrument& of(const suasor_instrument* c) noexcept { return *static_cast<host_instrument*>(c->impl); }
    static void c_add(const suasor_instrument* c, double value) {
        if (std::isfinite(value)) of(c).add(value);
    }
    static void c_set(const suasor_instrument* c, double value) {
        if (std::isfinite(value)) of(c).set(value);
    }
    static void c_observe(const suasor_instrument* c, double value) {
        if (std::isfinite(value)) of(c).observe(value);
    }

    suasor_instrument c_;
};

/// suasor.metrics/1. [init]
class host_metrics {
  public:
    host_metrics() noexcept : c_{sizeof(suasor_metrics_service), 0, this, &c_add} {}
    host_metrics(const host_metrics&) = delete;
    host_metrics& operator=(const host_metrics&) = delete;
    virtual ~host_metrics() = default;

    /// The instrument must live until the plugin is destroyed.
    virtual const host_instrument& add(owned_metric metric) = 0;

    const suasor_metrics_service* c() const noexcept { return &c_; }

  private:
    static suasor_status c_add(const suasor_metrics_service* c, const suasor_metric* metric,
                               const suasor_instrument** instrument, suasor_error* problem) {
        return guarded(problem, [&] {
            require(instrument, "there is nowhere to put the instrument");
            *instrument = static_cast<host_metrics*>(c->impl)->add(owned_metric(metric)).c();
        });
    }

    suasor_metrics_service c_;
};

} // namespace suasor

#endif
