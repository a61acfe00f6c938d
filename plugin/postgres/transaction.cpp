#include "plugin/postgres/transaction.hpp"

#include "plugin/core/result.hpp"

#include <soci/postgresql/soci-postgresql.h>

#include <chrono>
#include <random>
#include <string>
#include <thread>

namespace media_sync::postgres {

namespace {

constexpr int k_most_attempts = 5;

// https://www.postgresql.org/docs/15/errcodes-appendix.html
std::string sqlstate_of(const soci::soci_error& failure) {
    const auto* from_postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&failure);
    return from_postgresql ? from_postgresql->sqlstate() : std::string();
}

bool is_concurrency(const std::string& sqlstate) {
    return sqlstate == "40001" || sqlstate == "40P01" || sqlstate == "23505";
}

constexpr std::string_view k_read_only = "25006";

// Connection lost, out of resources, shut down, trouble with files, read-only after a failover, and the time-outs for
// statements, locks and idle transactions.
bool is_unavailable(const std::string& sqlstate) {
    return sqlstate.starts_with("08") || sqlstate.starts_with("53") || sqlstate.starts_with("57") ||
           sqlstate.starts_with("58") || sqlstate == "55P03" || sqlstate.starts_with("40") || sqlstate == "25P03" ||
           sqlstate == k_read_only;
}

bool is_missing_schema(const std::string& sqlstate) {
    return sqlstate == "42P01" || sqlstate == "42703";
}

// PostgreSQL's message without DETAIL and HINT, which repeat values of the row.
std::string first_line(const soci::soci_error& failure) {
    const auto text = failure.get_error_message();
    return text.substr(0, text.find('\n'));
}

std::chrono::milliseconds pause_before(int attempt) {
    std::random_device random;
    return std::chrono::milliseconds(std::uniform_int_distribution(5, 20)(random) << attempt);
}

} // namespace

void attempts::after(const soci::soci_error& failure, connection_pool::lease& lease) {
    const auto sqlstate = sqlstate_of(failure);
    if (sqlstate == k_read_only) lease.discard();
    if (lease.lost()) throw store_unavailable("the database went away: " + first_line(failure));
    if (is_missing_schema(sqlstate)) throw store_not_migrated("the database is not migrated: " + first_line(failure));
    if (is_concurrency(sqlstate) && ++failed_ < k_most_attempts) {
        std::this_thread::sleep_for(pause_before(failed_));
        return;
    }
    if (is_unavailable(sqlstate)) throw store_unavailable("the database cannot do it now: " + first_line(failure));
    throw std::runtime_error("PostgreSQL refused a statement: " + first_line(failure));
}

} // namespace media_sync::postgres
