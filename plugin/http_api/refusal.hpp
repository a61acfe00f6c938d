#pragma once

// Why a request is not answered with what it asks for.

#include <boost/system/result.hpp>

#include <string>

namespace media_sync {

/// What the error body says.
struct refusal {
    refusal() = default;
    refusal(int http_status, std::string text) : status(http_status), message(std::move(text)) {}

    int status = 500;
    std::string message;
};

template <class T>
using accepted_or = boost::system::result<T, refusal>;

} // namespace media_sync
