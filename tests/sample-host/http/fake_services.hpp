#pragma once

#include "raw_client.hpp"

#include "database/clients.hpp"
#include "database/job_runs.hpp"
#include "database/media_sync_jobs.hpp"
#include "database/users.hpp"
#include "http/host_routes.hpp"
#include "http/server_metrics.hpp"
#include "http/session_token.hpp"
#include "jobs/scheduler.hpp"
#include "log.hpp"
#include "metrics/exposition.hpp"

#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace sample_host::http::testing {

inline constexpr principal k_alice{1, false};

/// Knows "alice-token"; remembers it once it has been asked for. Can be told that the database is away.
class fake_users final : public users {
  public:
    user create(const new_user&) override { return {}; }
    std::optional<user> find(std::string_view) override { return std::nullopt; }
    std::optional<user> get(std::uint64_t id) override {
        if (away) throw database_unavailable("connection refused");
        return user{id, "alice", "alice@localhost"};
    }
    secret issue_token(std::uint64_t) override { return {}; }
    void revoke(std::string_view) override {}

    std::optional<suasor::principal> authenticate(std::string_view token) override {
        if (away) throw database_unavailable("connection refused");
        if (token != "alice-token") return std::nullopt;
        remembered = true;
        return k_alice;
    }
    std::optional<std::optional<suasor::principal>> authenticate_from_memory(std::string_view token) override {
        if (!remembered || token != "alice-token") return std::nullopt;
        return k_alice;
    }

    std::atomic<bool> away = false;
    std::atomic<bool> remembered = false;
};

class fake_clients final : public clients {
  public:
    client create(const new_client& request) override {
        client made;
        made.id = 5;
        made.user_id = request.user_id;
        made.type = request.type;
        made.shown_config = show_config(client_config(request));
        return stored.emplace_back(made);
    }
    std::vector<client> list(const suasor::principal&) override { return stored; }
    std::optional<client> get(std::uint64_t, const suasor::principal&) override { return std::nullopt; }

    std::vector<client> stored;
};

class fake_media_sync_jobs final : public media_sync_jobs {
  public:
    media_sync_job create(const new_media_sync_job& request, const suasor::principal& viewer) override {
        if (request.client_id != 5) throw suasor::error(SUASOR_E_NOT_FOUND, "there is no client of that id");
        media_sync_job made;
        made.id = 9;
        made.user_id = viewer.user_id;
        made.client_id = request.client_id;
        made.sync_type = request.sync_type;
        return stored.emplace_back(made);
    }
    media_sync_job change(std::uint64_t id, const media_sync_job_change& wanted, const suasor::principal&) override {
        if (id != 9) throw suasor::error(SUASOR_E_NOT_FOUND, "there is no media sync job of that id");
        media_sync_job changed;
        changed.id = id;
        changed.frequency = wanted.frequency.value_or("daily");
        changed.enabled = wanted.enabled.value_or(true);
        return changed;
    }
    std::vector<media_sync_job> list(const suasor::principal&) override { return stored; }

    std::vector<media_sync_job> stored;
};

class fake_job_runs final : public job_runs {
  public:
    std::vector<job_run> list(const suasor::principal& viewer, const run_page& page) override {
        asked_viewer = viewer;
        asked_page = page;
        job_run run;
        run.id = 42;
        return {run};
    }

    suasor::principal asked_viewer;
    run_page asked_page;
};

/// Writes down what is submitted, and answers it with `answer`.
class fake_scheduler final : public jobs::scheduler {
  public:
    jobs::outcome<jobs::prepared_run> submit(std::string_view job, std::string_view params,
                                             std::optional<suasor::principal> who) override {
        submitted_job = job;
        submitted_params = params;
        submitted_for = who;
        return answer;
    }
    jobs::outcome<void> add(std::shared_ptr<jobs::job>) override { return {}; }
    void start() override {}
    jobs::outcome<void> run_now(std::string_view, std::uint64_t) override { return {}; }
    jobs::outcome<void> cancel(std::uint64_t) override { return {}; }
    jobs::outcome<void> wait(std::uint64_t) override { return {}; }
    std::vector<jobs::job_description> jobs() const override { return {}; }
    void close() noexcept override {}
    bool stop(std::chrono::steady_clock::time_point) noexcept override { return true; }
    void drop(std::string_view) noexcept override {}

    jobs::outcome<jobs::prepared_run> answer = jobs::prepared_run{42, SUASOR_PREPARED_CREATED};
    std::string submitted_job;
    std::string submitted_params;
    std::optional<suasor::principal> submitted_for;
};

class silent_logger final : public logger {
  public:
    bool enabled(log_level) const noexcept override { return false; }
    void write(log_level, std::string_view, std::string_view) noexcept override {}
};

/// The host's routes on a real server, on top of fakes.
struct fake_host {
    fake_host() {
        add_host_routes(routes, {accounts, media_clients, sync_jobs, runs, scheduler,
                                 [this](std::uint64_t run_id, const principal& who) { cancel(run_id, who); }, shown,
                                 workers, log});
        shown.add(server_numbers);
        server_options options;
        options.authenticate = create_token_authenticator(accounts, workers, log);
        running = create_server(routes, options);
    }
    ~fake_host() {
        running->close();
        workers.join();
    }

    void cancel(std::uint64_t run_id, const principal&) {
        if (run_id != 42) throw suasor::error(SUASOR_E_NOT_FOUND, "there is no run of that id");
        cancelled = run_id;
    }

    raw_answer anonymous(std::string_view method, std::string_view target, std::string_view headers = "",
                         std::string_view body = "") {
        return fetch(running->port(), method, target, headers, body);
    }
    raw_answer as_alice(std::string_view method, std::string_view target, std::string_view body = "") {
        return anonymous(method, target, "Authorization: Bearer alice-token\r\n", body);
    }

    fake_users accounts;
    fake_clients media_clients;
    fake_media_sync_jobs sync_jobs;
    fake_job_runs runs;
    fake_scheduler scheduler;
    std::uint64_t cancelled = 0;
    silent_logger log;
    exposition shown;
    std::shared_ptr<const prometheus::Collectable> server_numbers =
        create_server_metrics([this] { return running->statistics(); });
    boost::asio::thread_pool workers{2};
    router routes;
    std::unique_ptr<server> running;
};

} // namespace sample_host::http::testing
