#pragma once

// What media servers do wrong, told without saying which server it is.

#include "synced_server.hpp"

#include <functional>
#include <string>
#include <vector>

namespace media_sync::test {

enum class ends { completed, failed, either };

struct misbehaviour {
    std::string name;
    /// What meets the requests of one operation from now on.
    std::function<void(synced_server& server, const std::string& operation)> begin;
    ends sync = ends::either;
    std::string way_out{};        ///< what a failed run says beside the server's name
    bool changes_content = false; ///< what is delivered is not what the library has
    bool silence = false;         ///< ends only by a time-out
};

/// Of the connection and of the answers as a whole.
std::vector<misbehaviour> broken_answers();

/// Of what is in them.
std::vector<misbehaviour> wrong_content();

/// What stays wrong from one request on, whichever that is.
std::vector<misbehaviour> ends_of_a_server(int requests_before);

} // namespace media_sync::test
