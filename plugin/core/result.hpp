#pragma once

// How the core reports what a caller has to expect: a result with a code and a sentence. What nobody can expect at that
// place (the database or a media server is away) is an exception derived from std::runtime_error.

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>

namespace media_sync {

enum class errc {
    invalid_argument, ///< the input is wrong; the text names it
    not_found,        ///< no such thing, or none the caller may see
    unsupported,      ///< known, but not possible here
    conflict,         ///< the state of the thing forbids it
};

/// Why an expected failure happened; the text is one sentence for a person and never holds a secret.
struct problem {
    errc code = errc::invalid_argument;
    std::string text;
};

template <class T>
using result = boost::system::result<T, problem>;

/// Boost.System asks for this where value() is called on an error without looking first: a defect of the caller.
[[noreturn]] inline void throw_exception_from_error(const problem& error, const boost::source_location&) {
    throw std::logic_error("unchecked result: " + error.text);
}

/// The database is away or refuses to work at present; the same call may succeed later.
class store_unavailable : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The database lacks a table or column of ours: the migrations have not been applied, or not yet.
class store_not_migrated : public store_unavailable {
  public:
    using store_unavailable::store_unavailable;
};

/// The run has been taken over by another executor, or has ended: whoever catches this writes nothing more to it.
class run_lost : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

} // namespace media_sync
