#pragma once

// Writes the JSON in which a batch crosses to PostgreSQL as one parameter. Text that is JSON already goes in as it stands.

#include <boost/json/string_view.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace media_sync::postgres {

/// The same bytes, as Boost.JSON wants them.
inline boost::json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

/// An array of flat objects, written from left to right.
class json_rows {
  public:
    /// Begins the next object.
    void row();

    void text(std::string_view key, std::string_view value);
    void number(std::string_view key, std::int64_t value);
    void number(std::string_view key, const std::optional<std::int64_t>& value);
    /// What is no number of JSON's, such as infinity, is written as null.
    void decimal(std::string_view key, const std::optional<double>& value);
    void flag(std::string_view key, bool value);
    /// `value` is JSON text; "" is written as null.
    void raw(std::string_view key, std::string_view value);

    bool empty() const { return rows_ == 0; }

    /// The whole array. Nothing can be added after it.
    const std::string& array();

  private:
    void key(std::string_view name);

    std::string text_ = "[";
    std::size_t rows_ = 0;
    bool first_key_ = true;
    bool closed_ = false;
};

/// Appends `text`, which has to be UTF-8, as a JSON string.
void append_json_string(std::string& target, std::string_view text);

} // namespace media_sync::postgres
