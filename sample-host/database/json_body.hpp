// Reading a JSON object that somebody sent: every key is known, every value has its type, or the error says which not.
#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace sample_host {

/// All failures are suasor::error SUASOR_E_INVALID_ARGUMENT; none repeats a value, which may be a secret.
class json_body {
  public:
    /// `known` are the keys that may occur.
    json_body(std::string_view text, std::initializer_list<std::string_view> known);

    /// Nothing if the key is absent or null.
    std::optional<std::string> text(std::string_view key) const;
    std::optional<bool> flag(std::string_view key) const;
    /// A positive integer.
    std::optional<std::uint64_t> id(std::string_view key) const;
    /// Empty if the key is absent or null.
    boost::json::object object(std::string_view key) const;

    /// The key must be there.
    std::string required_text(std::string_view key) const;
    std::uint64_t required_id(std::string_view key) const;

  private:
    const boost::json::value* find(std::string_view key) const;

    boost::json::object object_;
};

} // namespace sample_host
