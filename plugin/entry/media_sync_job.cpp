#include "plugin/entry/media_sync_job.hpp"

#include "plugin/entry/status.hpp"

#include <fmt/format.h>

namespace media_sync {

namespace {

class context_token final : public cancel_token {
  public:
    explicit context_token(const suasor::job_context& context) : context_(context) {}

    cancel_reason requested() const override { return reason(context_.cancel_requested()); }
    cancel_reason wait(std::chrono::milliseconds timeout) const override {
        return reason(context_.wait_cancel(timeout));
    }

  private:
    static cancel_reason reason(std::int32_t code) {
        switch (code) {
        case SUASOR_CANCEL_NONE:
            return cancel_reason::none;
        case SUASOR_CANCEL_USER:
            return cancel_reason::user;
        default:
            return cancel_reason::shutdown;
        }
    }

    const suasor::job_context context_;
};

sync_params read_params(std::string_view json, bool full) {
    auto params = parse_sync_params(json);
    if (!params) throw to_error(params.error());

    if (full && params->type.value_or(sync_type::full) != sync_type::full)
        throw suasor::error(SUASOR_E_INVALID_ARGUMENT,
                            "a full sync takes no syncType; use the job system.media.sync for one");
    if (full) params->type = sync_type::full;
    if (!params->type) throw suasor::error(SUASOR_E_INVALID_ARGUMENT, "syncType is missing, for example \"music\"");
    return *params;
}

} // namespace

suasor::prepared_run media_sync_job::prepare(const suasor::job_request& request) {
    if (request.trigger == SUASOR_TRIGGER_INTERVAL) return start_due();

    const auto params = read_params(request.params, full_);
    const auto& who = request.principal;
    const auto asks = who && !who->is_admin ? scope{who->user_id} : scope{};
    const auto owner = who ? std::optional(who->user_id) : std::nullopt;
    try {
        const auto stored = runner_.prepare(params, asks, owner);
        if (!stored) throw to_error(stored.error());
        return {stored->existing ? SUASOR_PREPARED_EXISTING : SUASOR_PREPARED_CREATED, stored->id};
    } catch (const store_unavailable& away) {
        throw suasor::error(SUASOR_E_UNAVAILABLE, away.what());
    }
}

suasor::prepared_run media_sync_job::start_due() {
    keep_house_();
    try {
        for (const auto& run : runner_.prepare_due())
            start_(run);
        return {};
    } catch (const store_unavailable& away) {
        throw suasor::error(SUASOR_E_UNAVAILABLE, away.what());
    }
}

void media_sync_job::run(std::uint64_t id, const suasor::job_context& context) {
    const context_token cancel(context);
    const auto ended = runner_.run(id, cancel, [&](const run_snapshot& run) {
        context.progress(run.progress, run.processed_items, run.total_items, run.status_message);
    });

    switch (ended) {
    case run_end::completed:
    case run_end::not_ours:
        return;
    case run_end::failed:
        throw suasor::error(SUASOR_E_INTERNAL, fmt::format("run {} failed", id));
    case run_end::cancelled:
        throw suasor::error(SUASOR_E_CANCELLED, fmt::format("run {} was cancelled", id));
    case run_end::left_running:
        throw suasor::error(SUASOR_E_CANCELLED, fmt::format("run {} was left to be continued", id));
    }
}

} // namespace media_sync
