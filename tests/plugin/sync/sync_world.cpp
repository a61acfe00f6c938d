#include "sync_world.hpp"

#include "../media_servers/test_settings.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace media_sync::test {

namespace {

http_settings settings_for(std::chrono::seconds patience) {
    auto settings = impatient();
    settings.stall_timeout = patience;
    settings.max_body = 16 << 20; // so that a test can exceed it
    return settings;
}

// The sources of the product, which wait for a silent server for as long as it takes, or hardly at all.
class moody_factory final : public source_factory {
  public:
    explicit moody_factory(const bool& hasty) : hasty_(hasty) {}

    std::unique_ptr<media_source> open(const client_record& client) const override {
        return (hasty_ ? *impatient_ : *patient_).open(client);
    }

  private:
    const bool& hasty_;
    const std::unique_ptr<source_factory> patient_ = create_source_factory(settings_for(std::chrono::seconds(60)));
    const std::unique_ptr<source_factory> impatient_ = create_source_factory(settings_for(std::chrono::seconds(1)));
};

} // namespace

std::string to_text(const item_counts& counts) {
    return fmt::format("{} {} {} {}", counts.created, counts.updated, counts.unchanged, counts.failed);
}

sync_world::sync_world()
    : sources_(std::make_unique<moody_factory>(hasty_)),
      runner_(world_.store(), *sources_, hub_, clock_, {}, [this](const std::string& line) { log(line); }),
      other_runner_(world_.other_process(), *sources_, hub_, clock_, {},
                    [this](const std::string& line) { log(line); }) {}

void sync_world::log(const std::string& line) {
    std::lock_guard lock(mutex_);
    log_ += line + '\n';
}

client_id sync_world::add(const synced_server& server, const std::string& name) {
    const auto client = database().client(k_owner, server.type());
    sql().rows("UPDATE clients SET name = $2, config = $3::jsonb, is_enabled = true WHERE id = $1",
               {std::to_string(client), name, server.config()});
    return client;
}

void sync_world::move(client_id client, const std::string& base_url) {
    sql().rows(
        "UPDATE clients SET config = jsonb_set(config, '{details,core,baseURL}', to_jsonb($2::text)) WHERE id = $1",
        {std::to_string(client), base_url});
}

result<stored_sync> sync_world::prepare(std::optional<client_id> client, sync_type type) {
    return runner_.prepare({client, type}, {k_owner}, k_owner);
}

run_end sync_world::execute(run_id run, const cancel_token& cancel, const sync_runner::observer& observe) {
    return (moved_ ? other_runner_ : runner_).run(run, cancel, observe);
}

ended_run sync_world::ended(run_id run, run_end end) {
    ended_run result;
    result.id = run;
    result.end = end;
    const auto row =
        sql()
            .rows("SELECT status, coalesce(error_message, ''), coalesce(total_items, -1), processed_items, "
                  "progress_data -> 'counts' FROM job_runs WHERE id = $1",
                  {std::to_string(run)})
            .at(0);
    result.status = *row.at(0);
    result.error = *row.at(1);
    result.total = std::stoll(*row.at(2));
    result.processed = std::stoll(*row.at(3));
    if (row.at(4)) {
        const auto counts = boost::json::parse(*row.at(4));
        result.counts = {counts.at("created").as_int64(), counts.at("updated").as_int64(),
                         counts.at("unchanged").as_int64(), counts.at("failed").as_int64()};
    }
    return result;
}

ended_run sync_world::sync(std::optional<client_id> client, sync_type type, const cancel_token& cancel) {
    const auto prepared = prepare(client, type);
    if (!prepared) {
        ADD_FAILURE() << "refused: " << prepared.error().text;
        return {};
    }
    return ended(prepared->id, execute(prepared->id, cancel));
}

std::string sync_world::row_versions() {
    return database().text("SELECT string_agg(v, ' ' ORDER BY v) FROM ("
                           "SELECT 'i' || id || ':' || xmin AS v FROM media_items UNION ALL "
                           "SELECT 's' || id || ':' || xmin FROM user_media_item_data) all_rows");
}

std::string sync_world::everything_written() {
    std::string text;
    for (const auto& row :
         sql().rows("SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' "
                    "AND table_type = 'BASE TABLE' AND table_name <> 'clients' ORDER BY 1"))
        text += database().text("SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM " + *row.at(0) + " t");
    std::lock_guard lock(mutex_);
    return text + log_;
}

void sync_world::move_to_another_process() {
    world_.kill_this_process();
    moved_ = true;
}

} // namespace media_sync::test
