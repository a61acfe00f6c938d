#pragma once

// Reads fields of a media server's JSON without insisting on types: servers write numbers as text, ids as numbers, and one
// object where a list is meant.

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace media_sync {

/// The text of a string or the digits of an integer; "" for anything else and for a missing key.
std::string text_field(const boost::json::object& object, std::string_view key);

/// An integer, whether written as a number (a fraction is rounded) or as text; nullopt if there is none that fits.
std::optional<std::int64_t> integer_field(const boost::json::object& object, std::string_view key);
/// The same, if it is at least 0 and fits an int.
std::optional<int> count_field(const boost::json::object& object, std::string_view key);
/// The same, if it can be how many elements a list has: at least 0 and at most 1,000,000,000, so that sums of them fit, too.
std::optional<std::int64_t> total_field(const boost::json::object& object, std::string_view key);

/// A finite number, whether written as a number or as text; nullopt if there is none.
std::optional<double> number_field(const boost::json::object& object, std::string_view key);

/// Whether a flag is set: true, a number other than 0, or "1" or "true" as text.
bool flag_field(const boost::json::object& object, std::string_view key);

/// The object under a key; nullptr if there is none.
const boost::json::object* object_field(const boost::json::object& object, std::string_view key);

/// The elements of a list. One object stands for a list of one; a missing key, null and `{}` for none.
std::span<const boost::json::value> list_field(const boost::json::object& object, std::string_view key);

} // namespace media_sync
