#include "support/sql_session.hpp"

#include <stdexcept>

namespace suasor::testing {

namespace {

struct clear {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using result_handle = std::unique_ptr<PGresult, clear>;

void require_success(const PGresult* result, const std::string& statement) {
    const auto status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        throw std::runtime_error(std::string(PQresultErrorMessage(result)) + "in: " + statement.substr(0, 400));
}

} // namespace

sql_session::sql_session(const std::string& conninfo) : connection_(PQconnectdb(conninfo.c_str())) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_.get()));
    PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr);
}

void sql_session::exec(const std::string& script) {
    const result_handle result(PQexec(connection_.get(), script.c_str()));
    require_success(result.get(), script);
}

std::vector<sql_row> sql_session::rows(const std::string& statement, const std::vector<sql_value>& parameters) {
    std::vector<const char*> values;
    values.reserve(parameters.size());
    for (const auto& parameter : parameters)
        values.push_back(parameter ? parameter->c_str() : nullptr);

    const result_handle result(PQexecParams(connection_.get(), statement.c_str(), static_cast<int>(values.size()),
                                            nullptr, values.data(), nullptr, nullptr, 0));
    require_success(result.get(), statement);

    std::vector<sql_row> found(static_cast<std::size_t>(PQntuples(result.get())));
    for (int row = 0; row < PQntuples(result.get()); ++row)
        for (int column = 0; column < PQnfields(result.get()); ++column) {
            auto& value = found[static_cast<std::size_t>(row)].emplace_back();
            if (!PQgetisnull(result.get(), row, column)) value = PQgetvalue(result.get(), row, column);
        }
    return found;
}

sql_value sql_session::scalar(const std::string& statement, const std::vector<sql_value>& parameters) {
    const auto found = rows(statement, parameters);
    if (found.size() != 1 || found.front().size() != 1)
        throw std::runtime_error("expected one value, got " + std::to_string(found.size()) +
                                 " rows from: " + statement);
    return found.front().front();
}

} // namespace suasor::testing
