#pragma once

// Reads a response body that should be JSON, and says what it is if it is not.

#include "plugin/core/result.hpp"

#include <boost/json/value.hpp>

namespace media_sync {

/// The document, if the body is JSON nested at most 32 deep; else why not, as the end of a sentence: "answered with ...".
/// Bytes that are not UTF-8 stay as they are, a surrogate without its partner becomes U+FFFD: one broken title must not
/// cost a whole page.
result<boost::json::value> parse_json_body(std::string_view body);

} // namespace media_sync
