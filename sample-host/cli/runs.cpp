#include "cli/commands.hpp"
#include "cli/database_access.hpp"
#include "cli/duration_text.hpp"
#include "cli/open_log.hpp"
#include "cli/operator.hpp"
#include "cli/table.hpp"
#include "database/job_runs.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <ctime>
#include <iostream>

namespace sample_host {
namespace {

/// Of a time as the database gives it, RFC 3339 in UTC.
std::optional<std::time_t> seconds_of(const std::optional<std::string>& time) {
    std::tm parts{};
    if (!time || !::strptime(time->c_str(), "%Y-%m-%dT%H:%M:%S", &parts)) return std::nullopt;
    return ::timegm(&parts);
}

/// The same without fractions of a second.
std::string moment(const std::optional<std::string>& time) {
    return time ? time->substr(0, time->find('.')) + "Z" : "";
}

std::string length_of(const job_run& run) {
    const auto begin = seconds_of(run.start_time);
    const auto end = seconds_of(run.end_time);
    return begin && end ? duration_text(std::difftime(*end, *begin)) : "";
}

std::string items_of(const job_run& run) {
    if (!run.processed_items) return "";
    auto text = std::to_string(*run.processed_items);
    if (run.total_items) text += "/" + std::to_string(*run.total_items);
    return text;
}

/// Of a media sync what is synced, of any other run its job.
std::string work_of(const job_run& run) {
    const auto* asked = run.metadata.if_object();
    const auto* type = asked ? asked->if_contains("syncType") : nullptr;
    const auto* clients = asked ? asked->if_contains("clientIDs") : nullptr;
    if (!type || !type->is_string() || !clients || !clients->is_array()) return run.job_name;

    std::string text(type->get_string());
    for (const auto& client : clients->get_array())
        text += (&client == clients->get_array().begin() ? " of client " : ", ") + boost::json::serialize(client);
    return text;
}

table_row row_of(const job_run& run) {
    return {std::to_string(run.id),
            work_of(run),
            run.status,
            std::to_string(run.progress) + "%",
            items_of(run),
            moment(run.start_time),
            length_of(run),
            run.error_message.empty() ? run.status_message : run.error_message};
}

} // namespace

int list_runs(const runs_options& options) {
    const auto log = open_log(options);
    database_access database(options.database, postgres_tenant::command, *log);
    const auto listed =
        create_job_runs(database.pool())->list(k_operator, {.limit = options.limit, .status = options.status});

    if (options.json) {
        boost::json::array runs;
        for (const auto& run : listed)
            runs.push_back(to_json(run));
        std::cout << boost::json::serialize(runs) << std::endl;
        return 0;
    }
    std::vector<table_row> rows;
    for (const auto& run : listed)
        rows.push_back(row_of(run));
    std::cout << render_table({"RUN", "WORK", "STATUS", "DONE", "ITEMS", "STARTED", "TOOK", "MESSAGE"}, rows,
                              table_width())
              << std::flush;
    return 0;
}

} // namespace sample_host
