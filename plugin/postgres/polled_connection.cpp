#include "plugin/postgres/polled_connection.hpp"

#include <poll.h>

#include <utility>

namespace media_sync::postgres {

polled_connection::polled_connection(const secret& conninfo, const sql_text& statement, std::vector<std::string> values)
    : connection_(PQconnectStart(conninfo.reveal().c_str())), statement_(statement.whole()),
      values_(std::move(values)) {
    // Notices would go to the standard error of a host that has a log.
    if (connection_)
        PQsetNoticeProcessor(
            connection_.get(), [](void*, const char*) {}, nullptr);
    if (!connection_ || PQstatus(connection_.get()) == CONNECTION_BAD) break_off();
}

int polled_connection::socket() const {
    return state_ == state::broken ? -1 : PQsocket(connection_.get());
}

short polled_connection::events() const {
    if (state_ == state::broken) return 0;
    const auto writes = state_ == state::connecting ? connecting_ != PGRES_POLLING_READING : !flushed_;
    const auto reads = state_ != state::connecting || !writes;
    return static_cast<short>((reads ? POLLIN : 0) | (writes ? POLLOUT : 0));
}

void polled_connection::advance() {
    if (state_ == state::connecting)
        connect();
    else if (state_ != state::broken)
        work();
}

void polled_connection::connect() {
    connecting_ = PQconnectPoll(connection_.get());
    if (connecting_ == PGRES_POLLING_FAILED) return break_off();
    if (connecting_ != PGRES_POLLING_OK) return;

    std::vector<const char*> values;
    for (const auto& value : values_)
        values.push_back(value.c_str());
    if (PQsetnonblocking(connection_.get(), 1) != 0 ||
        PQsendQueryParams(connection_.get(), statement_.c_str(), static_cast<int>(values.size()), nullptr,
                          values.data(), nullptr, nullptr, 0) != 1)
        return break_off();
    state_ = state::working;
    work();
}

void polled_connection::work() {
    if (PQconsumeInput(connection_.get()) != 1) return break_off();
    const auto left = PQflush(connection_.get());
    if (left < 0) return break_off();
    flushed_ = left == 0;

    while (state_ == state::working && PQisBusy(connection_.get()) == 0) {
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQgetResult(connection_.get()), &PQclear);
        if (!result) {
            state_ = state::idle;
            return;
        }
        const auto outcome = PQresultStatus(result.get());
        if (outcome != PGRES_COMMAND_OK && outcome != PGRES_TUPLES_OK) return break_off();
    }
    // A server that ends the session says so without being asked.
    if (PQstatus(connection_.get()) != CONNECTION_OK) break_off();
}

void polled_connection::break_off() {
    const std::string text = connection_ ? PQerrorMessage(connection_.get()) : "out of memory";
    trouble_ = text.substr(0, text.find('\n'));
    state_ = state::broken;
}

bool polled_connection::take_notification(std::string& payload) {
    if (!connection_) return false;
    const std::unique_ptr<PGnotify, decltype(&PQfreemem)> notification(PQnotifies(connection_.get()), &PQfreemem);
    if (!notification) return false;
    payload = notification->extra;
    return true;
}

} // namespace media_sync::postgres
