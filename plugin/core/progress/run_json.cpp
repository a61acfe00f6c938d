#include "plugin/core/progress/run_json.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace media_sync {

namespace {

// Appends `"name":value` pairs. Written by hand because Boost.JSON spells 12.4 as 1.24E1, which people have to read.
class object_writer {
  public:
    explicit object_writer(std::string& out) : out_(out) { out_ += '{'; }
    ~object_writer() { out_ += '}'; }
    object_writer(const object_writer&) = delete;
    object_writer& operator=(const object_writer&) = delete;

    void raw(std::string_view name, std::string_view json) {
        if (out_.back() != '{') out_ += ',';
        fmt::format_to(std::back_inserter(out_), "\"{}\":{}", name, json);
    }
    void text(std::string_view name, std::string_view value) {
        raw(name, boost::json::serialize(boost::json::string_view(value.data(), value.size())));
    }
    template <class Integer>
    void number(std::string_view name, const std::optional<Integer>& value) {
        raw(name, value ? fmt::to_string(*value) : "null");
    }
    void number(std::string_view name, std::int64_t value) { raw(name, fmt::to_string(value)); }
    void decimal(std::string_view name, const std::optional<double>& value) {
        raw(name, value && std::isfinite(*value) ? fmt::format("{:.1f}", *value) : "null");
    }
    void time(std::string_view name, const std::optional<time_point>& value) {
        raw(name, value ? fmt::format("\"{}\"", rfc3339(*value)) : "null");
    }

  private:
    std::string& out_;
};

std::optional<std::int64_t> remaining(const run_snapshot& run) {
    if (!run.total_items || !run.processed_items) return std::nullopt;
    // A host that counts itself may well count past its total.
    return std::max<std::int64_t>(0, *run.total_items - *run.processed_items);
}

std::optional<double> elapsed_seconds(const run_snapshot& run) {
    const auto until = run.end_time ? run.end_time : run.updated_at;
    if (!run.start_time || !until) return std::nullopt;
    return std::max(0.0, std::chrono::duration<double>(*until - *run.start_time).count());
}

void append_run(std::string& out, const run_snapshot& run) {
    object_writer object(out);
    object.number("id", run.id);
    object.text("jobName", run.job_name);
    object.text("jobType", run.job_type);
    object.text("status", to_string(run.status));
    object.number("progress", run.progress);
    object.number("totalItems", run.total_items);
    object.number("processedItems", run.processed_items);
    object.number("remainingItems", remaining(run));
    object.text("statusMessage", run.status_message);
    object.raw("progressData", run.progress_data.empty() ? "null" : run.progress_data);
    object.time("startTime", run.start_time);
    object.time("endTime", run.end_time);
    object.number("userID", run.owner);
    object.text("errorMessage", run.error_message);
    object.number("mediaSyncJobID", run.media_sync_job_id);
    object.time("createdAt", run.created_at);
    object.time("updatedAt", run.updated_at);
    object.decimal("elapsedSeconds", elapsed_seconds(run));
    object.decimal("itemsPerSecond", run.items_per_second);
    object.decimal("etaSeconds", run.eta_seconds);
    if (run.liveness)
        object.text("liveness", to_string(*run.liveness));
    else
        object.raw("liveness", "null");
    object.number("revision", run.revision);
}

} // namespace

std::string rfc3339(time_point time) {
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(milliseconds);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
                       (milliseconds - seconds).count());
}

std::string run_json(const run_snapshot& run) {
    std::string out;
    out.reserve(1024);
    append_run(out, run);
    return out;
}

std::string run_array_json(std::span<const run_snapshot> runs) {
    std::string out = "[";
    for (const auto& run : runs) {
        if (out.size() > 1) out += ',';
        append_run(out, run);
    }
    out += ']';
    return out;
}

} // namespace media_sync
