#pragma once

// COPY into a table, which is the quickest way in.

#include "plugin/postgres/sql_text.hpp"

#include <soci/soci.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace media_sync::postgres {

/// Rows from the first to the last, of each the columns in their order. Nothing else can be done with the session until this
/// object is gone. Every function throws soci::soci_error.
/// https://www.postgresql.org/docs/15/sql-copy.html, "Text Format"
class table_copy {
  public:
    /// `target` is a table with its columns, for example "media_items (id, title)".
    table_copy(soci::session& session, const sql_text& target);

    /// Without finish() it gives up, and the transaction has failed.
    ~table_copy();
    table_copy(const table_copy&) = delete;
    table_copy& operator=(const table_copy&) = delete;

    table_copy& text(std::string_view value);
    table_copy& number(std::int64_t value);
    table_copy& number(const std::optional<std::int64_t>& value);
    table_copy& flag(bool value);
    table_copy& null();
    void end_row();

    /// All rows are in the table when it returns.
    void finish();

  private:
    void separate();
    void send();

    soci::session& session_;
    std::string waiting_; // to be sent
    bool first_column_ = true;
    bool open_ = true;
};

} // namespace media_sync::postgres
