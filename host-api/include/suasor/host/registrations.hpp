#ifndef SUASOR_HOST_REGISTRATIONS_HPP
#define SUASOR_HOST_REGISTRATIONS_HPP

// What a plugin registers, copied so that a host can keep it: routes, jobs, migrations and metrics.
//
// Each constructor takes a struct of a plugin's, checks it and copies it. It takes over the user_data even if it throws
// (SUASOR_E_INVALID_ARGUMENT for what is malformed), so that `destroy` runs exactly once whatever happens.

#include "../metrics.h"
#include "../migrator.h"
#include "../router.h"
#include "../scheduler.h"
#include "checks.hpp"
#include "job_context.hpp"
#include "responder.hpp"

#include <cmath>
#include <map>

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

/// A metric, see suasor_metric. SUASOR_E_UNSUPPORTED for a kind that is not known.
class owned_metric {
  public:
    explicit owned_metric(const suasor_metric* source)
        : kind_(checked(source).kind), name_(copy_text(source->name, "the metric's name is NULL")),
          help_(copy_text(source->help, "the metric's help is NULL")),
          labels_(copy_labels(source->labels, source->label_count)),
          bounds_(copy_bounds(source->bounds, source->bound_count)) {
        if (kind_ < SUASOR_METRIC_COUNTER || kind_ > SUASOR_METRIC_HISTOGRAM)
            throw error(SUASOR_E_UNSUPPORTED, "a metric of kind " + std::to_string(kind_) + " is not known");
        require(is_name(name_), "the name of a metric must be made of a to z, 0 to 9 and _, and begin with a letter");
        require(std::none_of(help_.begin(), help_.end(), [](unsigned char c) { return c < 0x20; }),
                "the help of a metric must be one line");
        require((kind_ == SUASOR_METRIC_HISTOGRAM) != bounds_.empty(), "a histogram has bounds, and nothing else has");
    }

    /// SUASOR_METRIC_*.
    std::int32_t kind() const noexcept { return kind_; }
    const std::string& name() const noexcept { return name_; }
    const std::string& help() const noexcept { return help_; }
    const std::map<std::string, std::string>& labels() const noexcept { return labels_; }
    const std::vector<double>& bounds() const noexcept { return bounds_; }

  private:
    static const suasor_metric& checked(const suasor_metric* source) {
        require(source && SUASOR_HAS_FIELD(suasor_metric, source, bound_count),
                "suasor_metric is missing or smaller than version 1.0 has it");
        return *source;
    }
    static bool is_name(std::string_view text) {
        return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos &&
               !text.empty() && text.front() >= 'a';
    }
    static std::map<std::string, std::string> copy_labels(const suasor_field* const* labels, std::size_t count) {
        require(count == 0 || labels, "the labels of a metric are NULL");

        std::map<std::string, std::string> copies;
        for (std::size_t i = 0; i < count; ++i) {
            require(labels[i] && SUASOR_HAS_FIELD(suasor_field, labels[i], value),
                    "a label is missing or smaller than version 1.0 has it");
            auto name = copy_text(labels[i]->name, "the name of a label is NULL");
            require(is_name(name), "the name of a label must be made of a to z, 0 to 9 and _, and begin with a letter");
            require(name != "le", "the label \"le\" is that of a histogram's buckets");
            const bool is_new =
                copies.emplace(std::move(name), copy_text(labels[i]->value, "the value of a label is NULL")).second;
            require(is_new, "a metric has two labels of one name");
        }
        return copies;
    }
    static std::vector<double> copy_bounds(const double* bounds, std::size_t count) {
        require(count == 0 || bounds, "the bounds of a metric are NULL");

        std::vector<double> copies(bounds, bounds + count);
        for (std::size_t i = 0; i < count; ++i)
            require(std::isfinite(copies[i]) && (i == 0 || copies[i - 1] < copies[i]),
                    "the bounds of a metric must be finite and ascending");
        return copies;
    }

    std::int32_t kind_;
    std::string name_;
    std::string help_;
    std::map<std::string, std::string> labels_;
    std::vector<double> bounds_;
};

} // namespace suasor

#endif
