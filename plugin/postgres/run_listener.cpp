#include "plugin/postgres/run_listener.hpp"

#include "plugin/core/back_off.hpp"
#include "plugin/postgres/announcement.hpp"
#include "plugin/postgres/conninfo.hpp"
#include "plugin/postgres/interrupt_signal.hpp"
#include "plugin/postgres/polled_connection.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>

namespace media_sync::postgres {

namespace {

using moment = std::chrono::steady_clock::time_point;

moment now() {
    return std::chrono::steady_clock::now();
}

class postgres_run_listener final : public run_listener {
  public:
    postgres_run_listener(const secret& conninfo, std::string executor, listening_options settings,
                          std::function<void(const std::string&)> on_trouble)
        : conninfo_(with_connection_defaults(conninfo)), executor_(std::move(executor)), settings_(settings),
          on_trouble_(std::move(on_trouble)), pauses_({settings.shortest_back_off, settings.longest_back_off}) {}

    heard_changes hear(std::chrono::milliseconds timeout) override;
    bool listening() const override { return listening_; }
    void interrupt() override { interrupted_.raise(); }

  private:
    void begin();
    void wait_until(moment latest);
    void go_on();
    void listen_to(const announcement& said);
    void give_up(const std::string& why);

    const secret conninfo_;
    const std::string executor_;
    const listening_options settings_;
    const std::function<void(const std::string&)> on_trouble_;
    interrupt_signal interrupted_;
    std::atomic<bool> listening_{false};

    std::optional<polled_connection> ear_;
    std::optional<polled_connection> voice_; // says something for the ear to hear
    moment deadline_;                        // of the attempt under way
    moment next_attempt_ = now();
    back_off pauses_;
    bool in_trouble_ = false;
    heard_changes heard_; // by the present call of hear()
};

heard_changes postgres_run_listener::hear(std::chrono::milliseconds timeout) {
    const auto latest = now() + timeout;
    heard_ = {};
    do {
        if (!ear_ && now() >= next_attempt_) begin();
        wait_until(latest);
        if (ear_) go_on();
    } while (!interrupted_.take() && heard_.runs.empty() && !heard_.any && now() < latest);
    return std::move(heard_);
}

constexpr sql_text k_listen = sql_text("LISTEN ") + k_announcement_channel;

void postgres_run_listener::begin() {
    ear_.emplace(conninfo_, k_listen);
    deadline_ = now() + settings_.connect;
}

// Waits for a socket, an interrupt or the time; goes on with the connections whose sockets are ready.
void postgres_run_listener::wait_until(moment latest) {
    if (!ear_)
        latest = std::min(latest, next_attempt_);
    else if (!listening_)
        latest = std::min(latest, deadline_);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(latest - now()).count();

    std::array<pollfd, 3> ready{};
    ready[0] = {interrupted_.descriptor(), POLLIN, 0};
    ready[1] = {ear_ ? ear_->socket() : -1, ear_ ? ear_->events() : short{0}, 0};
    ready[2] = {voice_ ? voice_->socket() : -1, voice_ ? voice_->events() : short{0}, 0};
    if (poll(ready.data(), ready.size(), static_cast<int>(std::max<std::int64_t>(left, 0))) <= 0) return;

    if (ear_ && ready[1].revents != 0) ear_->advance();
    if (voice_ && ready[2].revents != 0) voice_->advance();
}

constexpr sql_text k_notify = "SELECT pg_notify($1, $2)";

void postgres_run_listener::go_on() {
    std::string payload;
    while (ear_->take_notification(payload))
        listen_to(parse_announcement(payload));

    using state = polled_connection::state;
    if (ear_->where() == state::broken) return give_up(ear_->trouble());
    if (listening_) return;

    if (voice_ && voice_->where() == state::broken) return give_up(voice_->trouble());
    if (!voice_ && ear_->where() == state::idle) {
        voice_.emplace(conninfo_, k_notify,
                       std::vector<std::string>{k_announcement_channel, announcement_text(executor_, {})});
        deadline_ = now() + settings_.connect + settings_.proof;
    }
    if (now() >= deadline_)
        give_up(
            voice_ ? "what is announced does not arrive; a connection pooler in between has to keep a session for each "
                     "client, or else the setting \"listen\" to be false"
                   : "the server does not answer");
}

void postgres_run_listener::listen_to(const announcement& said) {
    if (said.sender != executor_) {
        heard_.any |= said.changes.any;
        heard_.runs.insert(heard_.runs.end(), said.changes.runs.begin(), said.changes.runs.end());
        return;
    }
    if (listening_) return;

    // It came through another connection, as everybody's will. What was said before, nobody has heard.
    listening_ = true;
    heard_.any = true;
    voice_.reset();
    pauses_.reset();
    in_trouble_ = false;
}

void postgres_run_listener::give_up(const std::string& why) {
    listening_ = false;
    if (!in_trouble_) on_trouble_(why);
    in_trouble_ = true;
    ear_.reset();
    voice_.reset();

    next_attempt_ = now() + pauses_.next();
}

} // namespace

std::unique_ptr<run_listener> create_run_listener(const secret& conninfo, std::string executor,
                                                  listening_options settings,
                                                  std::function<void(const std::string&)> on_trouble) {
    return std::make_unique<postgres_run_listener>(conninfo, std::move(executor), settings, std::move(on_trouble));
}

} // namespace media_sync::postgres
