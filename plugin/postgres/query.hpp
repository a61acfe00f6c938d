#pragma once

// One statement and its values, sent in one round trip. Thin over SOCI, which would prepare it first or read one row only.

#include "plugin/postgres/sql_text.hpp"

#include <fmt/format.h>
#include <soci/soci.h>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace media_sync::postgres {

/// Every value crosses as text, so the statement casts it where it stands: `:id::bigint`. A name may stand there any number
/// of times. Throws soci::soci_error.
class query {
  public:
    query(soci::session& session, const sql_text& statement) : session_(session), sql_(statement.whole()) {}

    query& bind(std::string name, std::string_view text) {
        values_.push_back({std::move(name), std::string(text)});
        return *this;
    }
    template <std::integral Number>
    query& bind(std::string name, Number number) {
        return bind(std::move(name), std::to_string(number));
    }

    /// nullopt, and what is not finite, crosses as '': `nullif(:eta, '')::double precision`.
    query& bind(std::string name, const std::optional<double>& number) {
        return bind(std::move(name), number && std::isfinite(*number) ? fmt::to_string(*number) : std::string());
    }

    /// Calls `read(const soci::row&)` for every row of the result.
    template <class Read>
    void each(Read&& read) {
        soci::row row;
        soci::statement statement(session_);
        statement.exchange(soci::into(row));
        for (bool more = begin(statement); more; more = statement.fetch())
            read(std::as_const(row));
    }

    /// Runs a statement without a result; returns how many rows it has written.
    std::int64_t run() {
        soci::statement statement(session_);
        begin(statement);
        return statement.get_affected_rows();
    }

  private:
    struct named_value {
        std::string name;
        std::string text;
    };

    bool begin(soci::statement& statement) {
        for (const auto& value : values_)
            statement.exchange(soci::use(value.text, value.name));
        statement.alloc();
        statement.prepare(sql_, soci::details::st_one_time_query);
        statement.define_and_bind();
        return statement.execute(true);
    }

    soci::session& session_;
    const std::string sql_;
    std::list<named_value> values_; // SOCI keeps their addresses
};

} // namespace media_sync::postgres
