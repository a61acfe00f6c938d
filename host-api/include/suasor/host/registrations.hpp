#ifndef SUASOR_HOST_REGISTRATIONS_HPP
#define SUASOR_HOST_REGISTRATIONS_HPP

// What a plugin registers, copied so that a host can keep it: routes, jobs and migrations.
//
// Each constructor takes a struct of a plugin's, checks it and copies it. It takes over the user_data even if it throws
// (SUASOR_E_INVALID_ARGUMENT for what is malformed), so that `destroy` runs exactly once whatever happens.

#include "../migrator.h"
#include "../router.h"
#include "../scheduler.h"
#include "checks.hpp"
#include "job_context.hpp"
#include "responder.hpp"

namespace suasor {

/// A route, see suasor_route.
class owned_route {
  public:
    explicit owned_route(const suasor_route* source)
        : data_(take_data(source)), method_(copy_text(source->method, "the method is NULL")),
          pattern_(copy_text(source->pattern, "the pattern is NULL")), handle_(source->handle) {
        require(handle_, "suasor_route.handle must not be NULL");
    }

    const std::string& method() const noexcept { return method_; }
    const std::string& pattern() const noexcept { return pattern_; }

    /// Hands a request over; the plugin owns `answer` from here, see host_responder. Throws SUASOR_E_INTERNAL if the plugin threw,
    /// which it must not: then it may or may not still use `answer`, which must therefore stay. [request]
    void handle(const c_request& request, suasor_responder* answer) const {
        call_plugin([&](suasor_error*) {
            handle_(data_.get(), request.c(), answer);
            return suasor_status{SUASOR_OK};
        });
    }

  private:
    static owned_data take_data(const suasor_route* source) {
        require(source && SUASOR_HAS_FIELD(suasor_route, source, destroy),
                "suasor_route is missing or smaller than version 1.0 has it");
        return {source->user_data, source->destroy};
    }

    owned_data data_;
    std::string method_;
    std::string pattern_;
    void (*handle_)(void*, const suasor_request*, suasor_responder*);
};

/// What prepare answered; `disposition` is SUASOR_PREPARED_*.
struct prepared {
    std::uint64_t run_id;
    std::int32_t disposition;
};

/// A job, see suasor_job. Both calls throw suasor::error for any status but SUASOR_OK.
class owned_job {
  public:
    explicit owned_job(const suasor_job* source)
        : data_(take_data(source)), name_(copy_text(source->name, "the job's name is NULL")),
          description_(copy_text(source->description, "the job's description is NULL")),
          interval_(to_interval(source->interval_ms)), prepare_(source->prepare), run_(source->run) {
        require(!name_.empty(), "a job needs a name");
        require(prepare_ && run_, "suasor_job.prepare and run must not be NULL");
    }

    const std::string& name() const noexcept { return name_; }
    const std::string& description() const noexcept { return description_; }
    /// Zero: only when asked for.
    std::chrono::milliseconds interval() const noexcept { return interval_; }

    /// `trigger` is SUASOR_TRIGGER_*. May block. [job]
    prepared prepare(std::int32_t trigger, std::string_view params, const std::optional<principal>& asking) const {
        const c_principal c_asking(asking);
        const suasor_job_request request{sizeof request, trigger, to_c(params), c_asking.c()};
        suasor_prepared_run made{sizeof made, SUASOR_PREPARED_NOTHING, 0};
        call_plugin([&](suasor_error* problem) { return prepare_(data_.get(), &request, &made, problem); });

        const bool stored = made.disposition == SUASOR_PREPARED_CREATED || made.disposition == SUASOR_PREPARED_EXISTING;
        return stored ? prepared{made.run_id, made.disposition} : prepared{0, SUASOR_PREPARED_NOTHING};
    }

    /// May block for as long as the work takes. [job]
    void run(std::uint64_t run_id, const host_job_context& context) const {
        call_plugin([&](suasor_error* problem) { return run_(data_.get(), run_id, context.c(), problem); });
    }

  private:
    static owned_data take_data(const suasor_job* source) {
        require(source && SUASOR_HAS_FIELD(suasor_job, source, destroy),
                "suasor_job is missing or smaller than version 1.0 has it");
        return {source->user_data, source->destroy};
    }
    /// A year is as good as any longer interval, and cannot overflow a clock.
    static std::chrono::milliseconds to_interval(std::uint64_t ms) {
        constexpr std::chrono::milliseconds k_year = std::chrono::hours(24 * 365);
        return std::chrono::milliseconds(std::min<std::uint64_t>(ms, k_year.count()));
    }

    owned_data data_;
    std::string name_;
    std::string description_;
    std::chrono::milliseconds interval_;
    suasor_status (*prepare_)(void*, const suasor_job_request*, suasor_prepared_run*, suasor_error*);
    suasor_status (*run_)(void*, std::uint64_t, const suasor_job_context*, suasor_error*);
};

/// A step of a migration, see suasor_migration_step.
struct owned_step {
    std::string sql;
    bool transactional;
};

/// A migration, see suasor_migration.
class owned_migration {
  public:
    explicit owned_migration(const suasor_migration* source)
        : version_(checked(source).version), name_(copy_text(source->name, "the migration's name is NULL")),
          up_(copy_steps(source->up, source->up_count)), down_(copy_steps(source->down, source->down_count)) {
        require(version_ > 0, "the version of a migration starts at 1");
        require(!up_.empty(), "a migration needs at least one up step");
    }

    std::uint32_t version() const noexcept { return version_; }
    const std::string& name() const noexcept { return name_; }
    const std::vector<owned_step>& up() const noexcept { return up_; }
    const std::vector<owned_step>& down() const noexcept { return down_; }

  private:
    static const suasor_migration& checked(const suasor_migration* source) {
        require(source && SUASOR_HAS_FIELD(suasor_migration, source, down_count),
                "suasor_migration is missing or smaller than version 1.0 has it");
        return *source;
    }
    static std::vector<owned_step> copy_steps(const suasor_migration_step* const* steps, std::size_t count) {
        require(count == 0 || steps, "the steps of a migration are NULL");

        std::vector<owned_step> copies;
        for (std::size_t i = 0; i < count; ++i) {
            require(steps[i] && SUASOR_HAS_FIELD(suasor_migration_step, steps[i], sql),
                    "a step of a migration is missing or smaller than version 1.0 has it");
            copies.push_back({copy_text(steps[i]->sql, "the SQL of a step is NULL"), steps[i]->transactional != 0});
        }
        return copies;
    }

    std::uint32_t version_;
    std::string name_;
    std::vector<owned_step> up_;
    std::vector<owned_step> down_;
};

} // namespace suasor

#endif
