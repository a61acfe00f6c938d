#include "database/connections.hpp"

#include "database/conninfo.hpp"
#include "database/postgresql_session.hpp"

#include <poll.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace sample_host {
namespace {

/// Whether the server has hung up, as far as can be told without asking it anything. To a session that is idle and listens
/// for nothing a server speaks only to take its leave.
bool is_alive(soci::session& session) {
    auto* connection = raw_connection(session);
    pollfd socket{PQsocket(connection), POLLIN, 0};
    return PQstatus(connection) == CONNECTION_OK && ::poll(&socket, 1, 0) == 0;
}

/// PostgreSQL's message without its DETAIL and HINT lines, which repeat values of the row.
std::string first_line(std::string_view text) {
    return std::string(text.substr(0, text.find('\n')));
}

// What a server notes, its last words when it stops among them, would go to the standard error, between the lines of the log.
void silence_notices(soci::session& session) {
    PQsetNoticeProcessor(
        raw_connection(session), [](void*, const char*) {}, nullptr);
}

constexpr std::string_view k_read_only = "25006";

/// Whether PostgreSQL may well do it later: connection lost, out of resources, shut down or told to stop, trouble with files,
/// read-only, a lock that takes too long. https://www.postgresql.org/docs/15/errcodes-appendix.html
bool may_pass(std::string_view sqlstate) {
    return sqlstate.starts_with("08") || sqlstate.starts_with("53") || sqlstate.starts_with("57") ||
           sqlstate.starts_with("58") || sqlstate == k_read_only || sqlstate == "55P03" || sqlstate == "25P03";
}

// After a failed attempt, callers are turned away at once for this long: a database that is away must not hold up a thread
// for each request.
constexpr auto k_retry_pause = std::chrono::milliseconds(500);

constexpr auto k_set_limits = "SELECT set_config('statement_timeout', :statement, false),"
                              " set_config('lock_timeout', :lock, false),"
                              " set_config('idle_in_transaction_session_timeout', :idle, false),"
                              " set_config('client_min_messages', 'warning', false),"
                              " set_config('timezone', 'UTC', false)";

void set_limits(soci::session& session, const connection_limits& limits) {
    const auto statement = std::to_string(limits.statement_timeout.count());
    const auto lock = std::to_string(limits.lock_timeout.count());
    const auto idle = std::to_string(limits.idle_in_transaction_timeout.count());
    session << k_set_limits, soci::use(statement), soci::use(lock), soci::use(idle);
}

} // namespace

struct connections::slot {
    std::optional<soci::session> session;
};

struct connections::state {
    secret conninfo;
    connection_limits limits;
    std::vector<slot> slots;

    std::mutex mutex;
    std::condition_variable returned;
    std::vector<slot*> free; // the last returned is the first lent: the others may idle

    std::atomic<std::chrono::steady_clock::time_point> retry_after{};

    void open(slot& target) {
        if (std::chrono::steady_clock::now() < retry_after.load())
            throw database_unavailable("the database is not reachable");
        try {
            target.session.emplace(soci::postgresql, conninfo.reveal());
            silence_notices(*target.session);
            set_limits(*target.session, limits);
        } catch (const soci::soci_error& failure) {
            target.session.reset();
            retry_after = std::chrono::steady_clock::now() + k_retry_pause;
            throw database_unavailable("the database is not reachable: " + first_line(failure.get_error_message()));
        }
    }

    void give_back(slot& target) {
        {
            std::lock_guard lock(mutex);
            free.push_back(&target);
        }
        returned.notify_one();
    }
};

connections::connections(const secret& conninfo, connection_limits limits) : state_(std::make_unique<state>()) {
    state_->conninfo = with_connection_defaults(conninfo);
    state_->limits = limits;
    state_->slots = std::vector<slot>(limits.sessions);
    for (auto& each : state_->slots)
        state_->free.push_back(&each);
}

connections::~connections() = default;

const secret& connections::conninfo() const noexcept {
    return state_->conninfo;
}

connections::lease::lease(connections& pool) : pool_(pool) {
    auto& state = *pool_.state_;
    {
        std::unique_lock lock(state.mutex);
        if (!state.returned.wait_for(lock, state.limits.borrow_timeout, [&] { return !state.free.empty(); }))
            throw database_unavailable("all " + std::to_string(state.slots.size()) + " database sessions are in use");
        slot_ = state.free.back();
        state.free.pop_back();
    }

    if (slot_->session && !is_alive(*slot_->session)) slot_->session.reset();
    if (slot_->session) return;

    try {
        state.open(*slot_);
    } catch (...) {
        state.give_back(*slot_);
        throw;
    }
}

connections::lease::~lease() {
    if (slot_->session) {
        auto* connection = raw_connection(*slot_->session);
        if (PQtransactionStatus(connection) != PQTRANS_IDLE) PQclear(PQexec(connection, "ROLLBACK"));
        if (discarded_ || PQtransactionStatus(connection) != PQTRANS_IDLE) slot_->session.reset();
    }
    pool_.state_->give_back(*slot_);
}

soci::session& connections::lease::session() noexcept {
    return *slot_->session;
}

void connections::lease::fail(const soci::soci_error& failure) {
    auto text = first_line(failure.get_error_message());
    if (PQstatus(raw_connection(*slot_->session)) != CONNECTION_OK)
        throw database_unavailable("the database went away: " + text);

    const auto* from_postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&failure);
    const auto sqlstate = from_postgresql ? from_postgresql->sqlstate() : std::string();
    if (sqlstate == k_read_only) discarded_ = true;
    if (may_pass(sqlstate)) throw database_unavailable("the database cannot do it now: " + text);
    throw database_error(text, sqlstate);
}

} // namespace sample_host
