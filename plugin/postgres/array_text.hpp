#pragma once

// Writes an array in which a column of a batch crosses to PostgreSQL as one parameter. Where rows are small, PostgreSQL reads
// arrays several times as fast as JSON.

#include <cstdint>
#include <string>
#include <string_view>

namespace media_sync::postgres {

/// One element after the other. https://www.postgresql.org/docs/15/arrays.html#ARRAYS-IO
class array_text {
  public:
    void text(std::string_view value);
    void number(std::int64_t value);

    bool empty() const { return text_.size() == 1; }

    /// The whole array. Nothing can be added after it.
    const std::string& array();

  private:
    void separate();

    std::string text_ = "{";
    bool closed_ = false;
};

} // namespace media_sync::postgres
