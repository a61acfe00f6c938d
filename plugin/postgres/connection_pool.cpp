#include "plugin/postgres/connection_pool.hpp"

#include "plugin/core/result.hpp"
#include "plugin/postgres/conninfo.hpp"
#include "plugin/postgres/raw_connection.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

namespace media_sync::postgres {

namespace {

// Whether the server has hung up, as far as can be told without asking it anything.
bool is_alive(soci::session& session) {
    return PQconsumeInput(raw_connection(session)) == 1 && PQstatus(raw_connection(session)) == CONNECTION_OK;
}

std::string milliseconds(std::chrono::milliseconds time) {
    return std::to_string(time.count());
}

// Notices, and the last words of a server that stops, would go to the standard error of a host that has a log.
void silence_notices(soci::session& session) {
    PQsetNoticeProcessor(
        raw_connection(session), [](void*, const char*) {}, nullptr);
}

// No statement of ours runs so long that compiling it first pays: of a batch's look-ups, that took nine tenths of the time.
constexpr auto k_set_limits = "SELECT set_config('statement_timeout', :statement, false), "
                              "set_config('lock_timeout', :lock, false), "
                              "set_config('idle_in_transaction_session_timeout', :idle, false), "
                              "set_config('tcp_user_timeout', :idle, false), "
                              "set_config('timezone', 'UTC', false), set_config('jit', 'off', false)";

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
    state(secret where, std::size_t size, const session_limits& limited, const metrics& counting)
        : conninfo(std::move(where)), limits(limited), counted(&counting), slots(size),
          loans({limited.loan, limited.last_loan}) {
        for (auto& each : slots)
            free.push_back(&each);
    }

    const secret conninfo;
    const session_limits limits;
    const metrics* const counted;
    std::vector<slot> slots;
    overdue_calls loans;

    struct failed_attempt {
        std::chrono::steady_clock::time_point at;
        std::string why;
    };

    std::mutex mutex;
    std::condition_variable returned;
    std::vector<slot*> free;              // the last returned is the first lent: the others may idle
    std::optional<failed_attempt> failed; // to connect, the last one
    bool stopping = false;

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
        refuse_if_it_has_just_failed();
        try {
            target.session.emplace(soci::postgresql, conninfo.reveal());
            silence_notices(*target.session);
            const overdue_calls::call asked(loans, PQsocket(raw_connection(*target.session)));
            set_limits(*target.session, limits);
            note_success();
        } catch (const soci::soci_error& failure) {
            target.session.reset();
            const auto text = failure.get_error_message();
            const auto why = "the database cannot be reached: " + text.substr(0, text.find('\n'));
            note_failure(why);
            throw store_unavailable(why);
        }
    }

    void refuse_if_it_has_just_failed() {
        std::lock_guard lock(mutex);
        if (failed && (stopping || std::chrono::steady_clock::now() - failed->at < limits.retry))
            throw store_unavailable(failed->why);
    }

    void note_success() {
        std::lock_guard lock(mutex);
        failed.reset();
    }

    void note_failure(const std::string& why) {
        std::lock_guard lock(mutex);
        failed = {std::chrono::steady_clock::now(), why};
    }

    // A server that was lost may well be there; only a process that stops does not wait to find out.
    void note_loss() {
        std::lock_guard lock(mutex);
        if (stopping) failed = {std::chrono::steady_clock::now(), "the database went away"};
    }
};

connection_pool::connection_pool(const secret& conninfo, std::size_t size, session_limits limits,
                                 const metrics& counted)
    : state_(std::make_unique<state>(with_connection_defaults(conninfo), std::max<std::size_t>(size, 1), limits,
                                     counted)) {}

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

void connection_pool::request_stop() noexcept {
    state_->loans.hurry();
    std::lock_guard lock(state_->mutex);
    state_->stopping = true;
}

connection_pool::lease::lease(state& pool, slot& held) : pool_(&pool), slot_(&held) {
    on_loan_.emplace(pool.loans, PQsocket(raw_connection(*held.session)));
}

connection_pool::lease::~lease() {
    auto* connection = raw_connection(*slot_->session);
    if (PQtransactionStatus(connection) != PQTRANS_IDLE) PQclear(PQexec(connection, "ROLLBACK"));
    if (lost()) pool_->note_loss();
    if (discarded_ || PQtransactionStatus(connection) != PQTRANS_IDLE) slot_->session.reset();
    on_loan_.reset(); // before somebody else has the session
    pool_->give_back(*slot_);
}

soci::session& connection_pool::lease::session() noexcept {
    return *slot_->session;
}

bool connection_pool::lease::lost() noexcept {
    return PQstatus(raw_connection(*slot_->session)) != CONNECTION_OK;
}

std::unique_ptr<connection_pool> create_connection_pool(const secret& conninfo, std::size_t size, session_limits limits,
                                                        const metrics& counted) {
    return std::make_unique<connection_pool>(conninfo, size, limits, counted);
}

} // namespace media_sync::postgres
