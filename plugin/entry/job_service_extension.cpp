#include "plugin/entry/job_service_extension.hpp"

#include "plugin/core/progress/run_json.hpp"
#include "plugin/entry/extension_arguments.hpp"
#include "plugin/entry/status.hpp"

#include <utility>

namespace media_sync {

namespace {

void check(const result<void>& done) {
    if (!done) throw to_error(done.error());
}

template <class T>
T require(result<T>&& made) {
    if (!made) throw to_error(made.error());
    return std::move(*made);
}

run_status status_of(std::int32_t code) {
    switch (code) {
    case SUASOR_RUN_COMPLETED:
        return run_status::completed;
    case SUASOR_RUN_FAILED:
        return run_status::failed;
    case SUASOR_RUN_CANCELLED:
        return run_status::cancelled;
    default:
        refuse("the status must be SUASOR_RUN_COMPLETED, SUASOR_RUN_FAILED or SUASOR_RUN_CANCELLED");
    }
}

} // namespace

template <class Call>
suasor_status job_service_extension::call(const suasor_job_service* self, suasor_error* error, Call&& call) noexcept {
    return static_cast<const job_service_extension*>(self->impl)->gate_.call(error, std::forward<Call>(call));
}

job_service_extension::job_service_extension()
    : c_{
          sizeof(suasor_job_service),
          0,
          this,
          [](const suasor_job_service* self, const suasor_run_request* request, std::uint64_t* id,
             suasor_error* error) {
              return call(self, error, [&](job_service& service) {
                  if (!request || !id || !SUASOR_HAS_FIELD(suasor_run_request, request, user_id))
                      refuse("create_run needs a complete suasor_run_request and a place for the id");
                  new_run run{std::string(text_of(request->job_name)), std::string(text_of(request->job_type)), {}};
                  if (request->user_id != 0) run.owner = request->user_id;
                  *id = require(service.create_run(run));
              });
          },
          [](const suasor_job_service* self, std::uint64_t id, std::int32_t percent, suasor_string message,
             suasor_error* error) {
              return call(self, error,
                          [&](job_service& service) { check(service.update_progress(id, percent, text_of(message))); });
          },
          [](const suasor_job_service* self, std::uint64_t id, std::int64_t total, suasor_error* error) {
              return call(self, error, [&](job_service& service) { check(service.set_total_items(id, total)); });
          },
          [](const suasor_job_service* self, std::uint64_t id, std::int64_t count, suasor_error* error) {
              return call(self, error,
                          [&](job_service& service) { check(service.increment_processed_items(id, count)); });
          },
          [](const suasor_job_service* self, std::uint64_t id, suasor_string json, suasor_error* error) {
              return call(self, error,
                          [&](job_service& service) { check(service.set_progress_data(id, text_of(json))); });
          },
          [](const suasor_job_service* self, std::uint64_t id, std::int32_t status, suasor_string message,
             suasor_error* error) {
              return call(self, error, [&](job_service& service) {
                  check(service.complete_run(id, status_of(status), text_of(message)));
              });
          },
          [](const suasor_job_service* self, std::uint64_t id, const suasor_principal* principal, suasor_error* error) {
              return call(self, error,
                          [&](job_service& service) { check(service.request_cancel(id, scope_of(principal))); });
          },
          [](const suasor_job_service* self, std::uint64_t id, const suasor_principal* principal,
             const suasor_receiver* json, suasor_error* error) {
              return call(self, error, [&](job_service& service) {
                  const auto& to = require_receiver(json);
                  deliver(to, run_json(require(service.get_progress(id, scope_of(principal)))));
              });
          },
          [](const suasor_job_service* self, const suasor_principal* principal, std::uint32_t limit,
             const suasor_receiver* json, suasor_error* error) {
              return call(self, error, [&](job_service& service) {
                  const auto& to = require_receiver(json);
                  if (limit < 1 || limit > k_longest_active_list) refuse("limit must be from 1 to 1000");
                  deliver(to, run_array_json(service.get_active_runs(scope_of(principal), limit)));
              });
          },
      } {}

} // namespace media_sync
