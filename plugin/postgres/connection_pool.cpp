#include "plugin/postgres/connection_pool.hpp"

#include "plugin/core/result.hpp"
#include "plugin/postgres/conninfo.hpp"

#include <soci/postgresql/soci-postgresql.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

namespace media_sync::postgres {

namespace {

PGconn* raw(soci::session& session) {
    return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

// Whether the server has hung up, as far as can be told without asking it anything.
bool is_alive(soci::session& session) {
    return PQconsumeInput(raw(session)) == 1 && PQstatus(raw(session)) == CONNECTION_OK;
}

std::string milliseconds(std::chrono::milliseconds time) {
    return std::to_string(time.count());
}

// Notices, and the last words of a server that stops, would go to the standard error of a host that has a log.
void silence_notices(soci::session& session) {
    PQsetNoticeProcessor(
        raw(session), [](void*, const char*) {}, nullptr);
}

constexpr auto k_set_limits = "SELECT set_config('statement_timeout', :statement, false), "
                              "set_config('lock_timeout', :lock, false), "
                              "set_config('idle_in_transaction_session_timeout', :idle, false), "
                              "set_config('timezone', 'UTC', false)";

void set_limits(soci::session& session, const session_limits& limits) {
    const auto statement = milliseconds(limits.statement);
    const auto lock = milliseconds(limits.lock);
    const auto idle = milliseconds(limits.idle_in_transaction);
    session << k_set_limits, soci::use(statement, "statement"), soci::use(lock, "lock"), soci::use(idle, "idle");
}

} // namespace

struct connection_pool::slot {
    std::optional<soci::session> session;
};

struct connection_pool::state {
    std::string conninfo;
    session_limits limits;
    const metrics* counted;
    std::vector<slot> slots;

    std::mutex mutex;
    std::condition_variable returned;
    std::vector<slot*> free; // the last returned is the first lent: the others may idle

    slot& take() {
        slot* taken = nullptr;
        auto awaited = false;
        {
            std::unique_lock lock(mutex);
            awaited = free.empty();
            if (returned.wait_for(lock, limits.checkout, [&] { return !free.empty(); })) {
                taken = free.back();
                free.pop_back();
            }
        }
        if (awaited) counted->session_awaited();
        if (!taken) throw store_unavailable("all " + std::to_string(slots.size()) + " database sessions are in use");
        counted->session_taken();
        return *taken;
    }

    void give_back(slot& held) {
        {
            std::lock_guard lock(mutex);
            free.push_back(&held);
        }
        returned.notify_one();
        counted->session_returned();
    }

    void open(slot& target) {
        try {
            target.session.emplace(soci::postgresql, conninfo);
            silence_notices(*target.session);
            set_limits(*target.session, limits);
        } catch (const soci::soci_error& failure) {
            target.session.reset();
            const auto text = failure.get_error_message();
            throw store_unavailable("the database cannot be reached: " + text.substr(0, text.find('\n')));
        }
    }
};

connection_pool::connection_pool(const std::string& conninfo, std::size_t size, session_limits limits,
                                 const metrics& counted)
    : state_(std::make_unique<state>()) {
    state_->conninfo = with_connection_defaults(conninfo);
    state_->limits = limits;
    state_->counted = &counted;
    state_->slots = std::vector<slot>(std::max<std::size_t>(size, 1));
    for (auto& each : state_->slots)
        state_->free.push_back(&each);
}

connection_pool::~connection_pool() = default;

connection_pool::lease connection_pool::checkout() {
    auto& taken = state_->take();
    if (taken.session && !is_alive(*taken.session)) taken.session.reset();
    if (!taken.session) {
        try {
            state_->open(taken);
        } catch (...) {
            state_->give_back(taken);
            throw;
        }
    }
    return lease(*state_, taken);
}

connection_pool::lease::~lease() {
    auto* connection = raw(*slot_->session);
    if (PQtransactionStatus(connection) != PQTRANS_IDLE) PQclear(PQexec(connection, "ROLLBACK"));
    if (PQtransactionStatus(connection) != PQTRANS_IDLE) slot_->session.reset();
    pool_->give_back(*slot_);
}

soci::session& connection_pool::lease::session() noexcept {
    return *slot_->session;
}

bool connection_pool::lease::lost() noexcept {
    return PQstatus(raw(*slot_->session)) != CONNECTION_OK;
}

std::unique_ptr<connection_pool> create_connection_pool(const std::string& conninfo, std::size_t size,
                                                        session_limits limits, const metrics& counted) {
    return std::make_unique<connection_pool>(conninfo, size, limits, counted);
}

} // namespace media_sync::postgres
