#pragma once

// The wrapper around every Subsonic answer.

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <variant>

namespace media_sync {

/// What a server says when it does not do what was asked.
struct subsonic_failure {
    /// The codes of the protocol that are told apart here.
    enum code_value : int {
        parameter_missing = 10,
        client_too_old = 20,
        server_too_old = 30,
        wrong_credentials = 40,
        token_not_supported = 41,
        mechanism_not_supported = 42,
        not_authorised = 50,
        trial_over = 60,
        not_found = 70,
    };
    int code = 0;
    std::string message; ///< the server's, as it came
};

/// The body was no Subsonic answer at all; `what` ends the sentence "it answered with ...".
struct not_subsonic {
    std::string what;
};

/// The content of "subsonic-response", or why there is none.
std::variant<boost::json::object, subsonic_failure, not_subsonic> open_subsonic_envelope(std::string_view body);

} // namespace media_sync
