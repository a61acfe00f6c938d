#pragma once

// What a media server serves, in the shape of the database's rows: once computed from the library that it was given, once read
// from the database, so that the two can be compared.

#include "support/sql_session.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace media_sync::test {

/// media_items.type and the server's id.
using item_name = std::pair<std::string, std::string>;

/// Rows by what they are about. In `data` the ids of other items are the server's, as texts; 0 is one that is not known.
using row_map = std::map<item_name, boost::json::value>;

/// Numbers in one spelling, whether they were integers or came from a numeric column.
boost::json::value normalized(boost::json::value value);

/// The media items that a client's mappings lead to.
row_map read_items(suasor::testing::sql_session& sql, std::uint64_t client);

/// The user's states of the items that a client's mappings lead to.
row_map read_states(suasor::testing::sql_session& sql, std::uint64_t client, std::uint64_t user);

/// The rows of items without the lists of what they consist of, which change with other items.
row_map without_parts(row_map rows);

/// What distinguishes two maps, the first few rows of it; "" if nothing does.
std::string differences(const row_map& expected, const row_map& found);

} // namespace media_sync::test
