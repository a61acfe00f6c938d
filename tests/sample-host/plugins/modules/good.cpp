// A plugin that does everything once, and tells the log of every step of its life.
//
// Its settings: {"fail": true} makes init fail after everything has been registered, {"busy": true} makes shutdown fail.
#include <suasor/plugin.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace {

class good_plugin;

/// Says that something was destroyed, when it is.
class last_words {
  public:
    last_words(suasor::host_services host, std::string of) : host_(host), of_(std::move(of)) {}
    last_words(last_words&& other) noexcept : host_(other.host_), of_(std::exchange(other.of_, {})) {}
    ~last_words() {
        if (!of_.empty()) host_.log().write(&host_.log(), SUASOR_LOG_INFO, suasor::to_c("destroy " + of_));
    }

  private:
    suasor::host_services host_;
    std::string of_;
};

class waiting_job final : public suasor::job {
  public:
    explicit waiting_job(suasor::host_services host) : host_(host), words_(host, "job") {}

    suasor::prepared_run prepare(const suasor::job_request& request) override {
        if (request.params == "throw") throw suasor::error(SUASOR_E_UNSUPPORTED, "nothing like that here");
        return {SUASOR_PREPARED_CREATED, 42};
    }

    void run(std::uint64_t, const suasor::job_context& context) override {
        say("run begins");
        try {
            suasor::add_route(host_.router(), "GET", "/late", [](const auto&, auto) {});
        } catch (const suasor::error& refused) {
            say("late route: " + std::string(refused.what()));
        }
        while (context.wait_cancel(std::chrono::seconds(10)) == SUASOR_CANCEL_NONE) {
        }
        say("run ends with reason " + std::to_string(context.cancel_requested()));
        throw suasor::error(SUASOR_E_CANCELLED, "told to stop");
    }

  private:
    void say(const std::string& text) { host_.log().write(&host_.log(), SUASOR_LOG_INFO, suasor::to_c(text)); }

    suasor::host_services host_;
    last_words words_;
};

class good_plugin final : public suasor::plugin {
  public:
    explicit good_plugin(suasor::host_services host) : host_(host), words_(host, "plugin") {}

    void init() override {
        const auto settings = std::string(suasor::to_view(host_.config().settings(&host_.config())));
        const bool fail = settings.find("fail") != std::string::npos;
        busy_ = settings.find("busy") != std::string::npos;

        suasor::add_route(
            host_.router(), "GET", "/" SUASOR_TEST_PLUGIN "/settings",
            [settings](const suasor::request&, suasor::responder answer) { answer.send(200, {}, settings); });
        auto words = std::make_shared<last_words>(host_, "route");
        suasor::add_route(host_.router(), "GET", "/" SUASOR_TEST_PLUGIN "/stream/:id",
                          [this, words](const suasor::request& request, suasor::responder answer) {
                              open_stream(request, std::move(answer));
                          });
        suasor::add_job(host_.scheduler(), SUASOR_TEST_PLUGIN ".job", "waits", {},
                        std::make_unique<waiting_job>(host_));
        said_ = suasor::add_metric(host_.metrics(), {SUASOR_METRIC_COUNTER, "said_total", "Lines for the log."});
        const suasor::migration_step step{"SELECT 1", true};
        suasor::add_migration(host_.migrator(), 1, "one", {&step, 1}, {});

        if (fail) throw suasor::error(SUASOR_E_INVALID_ARGUMENT, "the setting \"fail\" must not be there; remove it");
    }

    const void* get_extension(std::string_view id) noexcept override {
        return id == SUASOR_TEST_PLUGIN ".extension/1" ? &extension_ : nullptr;
    }

    void request_stop() noexcept override {
        say("request_stop");
        const std::lock_guard lock(mutex_);
        if (!open_) return;
        open_->write("bye");
        open_->end();
        open_.reset();
    }

    bool shutdown() override {
        say("shutdown");
        return !busy_;
    }

  private:
    void open_stream(const suasor::request& request, suasor::responder answer) {
        const auto who = request.principal();
        const suasor::field header{"X-Seen", request.header("x-asked").value_or("")};
        answer.begin(201, {&header, 1});
        answer.write("id=" + std::string(request.param("id")) + " q=" + std::string(request.query("q").value_or("")) +
                     " user=" + std::to_string(who ? who->user_id : 0) + " ");
        const std::lock_guard lock(mutex_);
        open_.emplace(std::move(answer));
    }

    void say(const std::string& text) {
        said_.add(1);
        host_.log().write(&host_.log(), SUASOR_LOG_INFO, suasor::to_c(text));
    }

    suasor::host_services host_;
    last_words words_;
    suasor::instrument said_;
    bool busy_ = false;
    int extension_ = 17;
    std::mutex mutex_;
    std::optional<suasor::responder> open_;
};

} // namespace

const suasor_plugin_api* suasor_plugin_entry() {
    static constexpr auto api = suasor::make_plugin_api<good_plugin>(SUASOR_TEST_PLUGIN, "1.2.3", "a test's");
    return &api;
}
