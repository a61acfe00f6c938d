#pragma once

#include <suasor/types.hpp>

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <string>

// What a caller of the scheduler gets: a value, or the status and the sentence that a job answered with.
namespace sample_host::jobs {

/// `status` is SUASOR_E_*, `text` a sentence for a person.
struct failure {
    suasor_status status;
    std::string text;
};

template <class Value>
using outcome = boost::system::result<Value, failure>;

/// Lets outcome::value() throw suasor::error.
[[noreturn]] inline void throw_exception_from_error(const failure& problem, const boost::source_location&) {
    throw suasor::error(problem.status, problem.text);
}

} // namespace sample_host::jobs
