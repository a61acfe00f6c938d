#include "plugin/core/sync/sync_progress.hpp"

#include "plugin/core/progress/percent.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace media_sync {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 5> k_phase_words{"starting", "fetching", "processing", "finishing", "completed"};

json::object to_json(const item_counts& counts) {
    return {{"created", counts.created},
            {"updated", counts.updated},
            {"unchanged", counts.unchanged},
            {"failed", counts.failed}};
}

item_counts read_counts(const json::value& value) {
    return {value.at("created").to_number<std::int64_t>(), value.at("updated").to_number<std::int64_t>(),
            value.at("unchanged").to_number<std::int64_t>(), value.at("failed").to_number<std::int64_t>()};
}

json::array to_json(const std::vector<item_failure>& failures) {
    json::array array;
    for (const auto& failure : failures)
        array.push_back({{"itemID", failure.source_id}, {"title", failure.title}, {"error", failure.error}});
    return array;
}

std::string text_of(const json::value& value) {
    return json::value_to<std::string>(value);
}

sync_step read_step(const json::value& value) {
    sync_step step;
    step.client = value.at("clientID").to_number<client_id>();
    const auto what = parse_listing(text_of(value.at("name")));
    if (!what) throw std::invalid_argument("the step's name is not known");
    step.what = *what;
    step.processed = value.at("processed").to_number<std::int64_t>();
    if (const auto& total = value.at("total"); !total.is_null())
        step.total = {total.to_number<std::int64_t>(), value.at("estimate").as_bool()};
    step.done = value.at("done").as_bool();
    step.failed = value.at("failed").as_bool();
    // Another attempt has listed the first part, perhaps: what this one sees is not the whole.
    step.listed_whole = false;
    return step;
}

std::optional<std::int64_t> shown_total(const sync_step& step) {
    if (!step.total) return std::nullopt;
    return std::max(step.total->value, step.processed);
}

json::value to_json(const std::optional<std::int64_t>& number) {
    return number ? json::value(*number) : json::value();
}

json::array to_json(const std::map<client_id, std::string>& failed_clients) {
    json::array array;
    for (const auto& [client, reason] : failed_clients)
        array.push_back({{"clientID", client}, {"error", reason}});
    return array;
}

const char* status_of(const sync_step& step, const sync_step* working_on) {
    if (step.failed) return "failed";
    if (step.done) return "completed";
    return &step == working_on ? "running" : "pending";
}

} // namespace

sync_progress sync_progress::resume(int attempt, std::string_view resume_cursor) {
    sync_progress progress(attempt);
    try {
        const auto stored = json::parse(json::string_view(resume_cursor.data(), resume_cursor.size()));
        for (const auto& step : stored.at("steps").as_array())
            progress.steps_.push_back(read_step(step));
        progress.cursor_ = text_of(stored.at("cursor"));
        progress.counts_ = read_counts(stored.at("counts"));
        for (const auto& failure : stored.at("failures").as_array())
            progress.failures_.push_back(
                {text_of(failure.at("itemID")), text_of(failure.at("title")), text_of(failure.at("error"))});
        for (const auto& client : stored.at("failedClients").as_array())
            progress.failed_clients_.emplace(client.at("clientID").to_number<client_id>(), text_of(client.at("error")));
        progress.percent_ = stored.at("percent").to_number<int>();
        progress.planned_ = !progress.steps_.empty();
        progress.phase_ = progress.planned() ? sync_phase::processing : sync_phase::starting;
    } catch (const std::exception& malformed) {
        throw std::invalid_argument(fmt::format("the run's resume cursor cannot be read: {}", malformed.what()));
    }
    return progress;
}

void sync_progress::enter(sync_phase phase) {
    phase_ = phase;
    advance_percent();
}

void sync_progress::plan(std::vector<sync_step> steps) {
    steps_ = std::move(steps);
    planned_ = true;
    phase_ = sync_phase::processing;
    percent_ = std::max(percent_, k_percent_found);
}

const sync_step* sync_progress::current() const {
    const auto found = std::ranges::find(steps_, false, &sync_step::done);
    return found == steps_.end() ? nullptr : &*found;
}

void sync_progress::add(const batch_outcome& outcome, bool undelivered, std::string cursor) {
    auto& step = *std::ranges::find(steps_, false, &sync_step::done);
    step.processed += outcome.counts.processed();
    if (undelivered) step.listed_whole = false;
    counts_ += outcome.counts;
    for (const auto& failure : outcome.failures)
        if (failures_.size() < k_listed_failures) failures_.push_back(failure);
    cursor_ = std::move(cursor);
    advance_percent();
}

void sync_progress::finish_step() {
    auto& step = *std::ranges::find(steps_, false, &sync_step::done);
    step.done = true;
    step.total = {step.processed, false};
    cursor_.clear();
    advance_percent();
}

void sync_progress::fail_client(client_id client, std::string reason) {
    for (auto& step : steps_) {
        if (step.client != client || step.done) continue;
        step.done = step.failed = true;
        step.listed_whole = false;
        step.total = {step.processed, false};
    }
    failed_clients_.emplace(client, std::move(reason));
    cursor_.clear();
    advance_percent();
}

std::optional<std::int64_t> sync_progress::total() const {
    std::int64_t sum = 0;
    for (const auto& step : steps_) {
        const auto total = shown_total(step);
        if (!total) return std::nullopt;
        sum += *total;
    }
    return sum;
}

bool sync_progress::total_is_estimate() const {
    return std::ranges::any_of(steps_, [](const sync_step& step) { return !step.total || step.total->estimate; });
}

bool sync_progress::is_further_than(const sync_progress& before) const {
    const auto steps_done = [](const sync_progress& of) {
        return std::ranges::count(of.steps_, true, &sync_step::done);
    };
    return planned_ != before.planned_ || counts_.processed() != before.counts_.processed() ||
           cursor_ != before.cursor_ || steps_done(*this) != steps_done(before);
}

// Where a step's size is not known, its items count for no more than those that have come.
int sync_progress::percent_of_what_is_known() const {
    std::int64_t known = 0;
    std::int64_t items = 0;
    for (const auto& step : steps_) {
        known += shown_total(step).value_or(0);
        items += shown_total(step).value_or(step.processed);
    }
    return known == 0 && !total() ? k_percent_found : percent_of_sync(counts_.processed(), items);
}

void sync_progress::advance_percent() {
    const auto percent = [&] {
        switch (phase_) {
        case sync_phase::starting:
            return k_percent_starting;
        case sync_phase::fetching:
            return k_percent_fetching;
        case sync_phase::processing:
            return percent_of_what_is_known();
        case sync_phase::finishing:
        case sync_phase::completed:
            return k_percent_finishing;
        }
        return k_percent_starting;
    }();
    percent_ = std::max(percent_, percent);
}

progress_row sync_progress::row() const {
    progress_row row;
    row.progress = percent_;
    row.processed_items = counts_.processed();
    if (phase_ >= sync_phase::processing) row.total_items = total();
    row.status_message = [&]() -> std::string {
        switch (phase_) {
        case sync_phase::starting:
            return "Starting media sync";
        case sync_phase::fetching:
            return "Fetching media items from client";
        case sync_phase::processing:
            if (!row.total_items) return fmt::format("Processing item {}", row.processed_items);
            if (row.processed_items == 0) return fmt::format("Found {} items to process", *row.total_items);
            return fmt::format("Processing item {} of {}", row.processed_items, *row.total_items);
        case sync_phase::finishing:
            return "Finishing media sync";
        case sync_phase::completed:
            return "Media sync completed successfully";
        }
        return {};
    }();
    row.progress_data = progress_data();
    row.resume_cursor = resume_cursor();
    return row;
}

std::string sync_progress::progress_data() const {
    json::array steps;
    const auto* working_on = current();
    for (const auto& step : steps_) {
        json::object shown{{"name", to_string(step.what)},
                           {"status", status_of(step, working_on)},
                           {"processed", step.processed},
                           {"total", to_json(shown_total(step))}};
        const auto several_clients =
            std::ranges::any_of(steps_, [&](const sync_step& other) { return other.client != step.client; });
        if (several_clients) shown["clientID"] = step.client;
        steps.push_back(std::move(shown));
    }
    json::object data{{"phase", k_phase_words[static_cast<std::size_t>(phase_)]},
                      {"attempt", attempt_},
                      {"totalIsEstimate", total_is_estimate()},
                      {"steps", std::move(steps)},
                      {"counts", to_json(counts_)},
                      {"failures", to_json(failures_)}};
    if (!failed_clients_.empty()) data["failedClients"] = to_json(failed_clients_);
    return json::serialize(data);
}

std::string sync_progress::resume_cursor() const {
    json::array steps;
    for (const auto& step : steps_)
        steps.push_back({{"clientID", step.client},
                         {"name", to_string(step.what)},
                         {"processed", step.processed},
                         {"total", step.total ? json::value(step.total->value) : json::value()},
                         {"estimate", step.total && step.total->estimate},
                         {"done", step.done},
                         {"failed", step.failed}});
    return json::serialize(json::object{{"percent", percent_},
                                        {"steps", std::move(steps)},
                                        {"cursor", cursor_},
                                        {"counts", to_json(counts_)},
                                        {"failures", to_json(failures_)},
                                        {"failedClients", to_json(failed_clients_)}});
}

} // namespace media_sync
