#include "export_job.hpp"

#include "run_reports.hpp"

#include <thread>

namespace reporter {

namespace {

using namespace std::chrono_literals;

void export_item(std::int64_t number, const export_order& order) {
    if (number == order.fail_at)
        throw suasor::error(SUASOR_E_INTERNAL, "item " + std::to_string(number) + " cannot be exported");
}

// Every wait of a job is a wait for its cancel, so that none outlives one.
std::int32_t wait_for_item(std::int64_t number, const export_order& order, const suasor::job_context& context) {
    auto reason = context.wait_cancel(order.item_takes);
    while (number == order.hold_at && reason == SUASOR_CANCEL_NONE)
        reason = context.wait_cancel(1h);
    return reason;
}

// Returns SUASOR_CANCEL_NONE, or why it stopped early.
std::int32_t export_items(const run_reports& reports, std::uint64_t run, const export_order& order,
                          const suasor::job_context& context) {
    reports.set_total(run, order.items);
    reports.set_data(run, R"({"phase":"exporting"})");

    for (std::int64_t number = 1; number <= order.items; ++number) {
        if (const auto reason = wait_for_item(number, order, context)) return reason;
        export_item(number, order);

        reports.add_processed(run, 1);
        reports.set_percent(run, static_cast<int>(100 * number / order.items),
                            "Exported item " + std::to_string(number) + " of " + std::to_string(order.items));
    }
    return SUASOR_CANCEL_NONE;
}

// How a run ends: SUASOR_RUN_*, and what went wrong if something did.
struct ending {
    std::int32_t status = SUASOR_RUN_COMPLETED;
    std::string reason;
};

ending export_all(const run_reports& reports, std::uint64_t run, const export_order& order,
                  const suasor::job_context& context) {
    try {
        switch (export_items(reports, run, order, context)) {
        case SUASOR_CANCEL_NONE:
            return {SUASOR_RUN_COMPLETED, ""};
        case SUASOR_CANCEL_USER:
            return {SUASOR_RUN_CANCELLED, ""};
        default:
            return {SUASOR_RUN_FAILED, "the host stopped before everything was exported"};
        }
    } catch (const std::exception& failure) {
        return {SUASOR_RUN_FAILED, failure.what()};
    }
}

// While the database is away a run cannot end; then again, until it is back or the host stops.
void end(const run_reports& reports, std::uint64_t run, const ending& how, const suasor::job_context& context) {
    while (true) {
        try {
            return reports.end(run, how.status, how.reason);
        } catch (const suasor::error& refused) {
            if (refused.status() != SUASOR_E_UNAVAILABLE || context.cancel_requested() == SUASOR_CANCEL_SHUTDOWN) throw;
        }
        std::this_thread::sleep_for(1s);
    }
}

} // namespace

export_job::export_job(suasor::host_services host) : host_(host) {}

suasor::prepared_run export_job::prepare(const suasor::job_request& request) {
    const auto order = parse_export_order(request.params);
    const auto run = run_reports(host_).create(k_export_job, request.principal);

    const std::lock_guard lock(mutex_);
    orders_.emplace(run, order);
    return {SUASOR_PREPARED_CREATED, run};
}

void export_job::run(std::uint64_t run, const suasor::job_context& context) {
    const auto order = take_order(run);
    const run_reports reports(host_);

    const auto how = export_all(reports, run, order, context);
    end(reports, run, how, context);

    if (how.status == SUASOR_RUN_CANCELLED) throw suasor::error(SUASOR_E_CANCELLED, "the export was cancelled");
    if (how.status == SUASOR_RUN_FAILED) throw suasor::error(SUASOR_E_INTERNAL, how.reason);
}

export_order export_job::take_order(std::uint64_t run) {
    const std::lock_guard lock(mutex_);
    const auto order = orders_.extract(run);
    if (!order)
        throw suasor::error(SUASOR_E_NOT_FOUND, "run " + std::to_string(run) + " is not an export of this host");
    return order.mapped();
}

} // namespace reporter
