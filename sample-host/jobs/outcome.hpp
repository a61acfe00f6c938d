#pragma once

#include <suasor/types.hpp>

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

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

/// The status as a word for logs: "not_found", for example.
std::string_view status_name(suasor_status status) noexcept;

/// Calls `body`, which returns an outcome, and makes a failure of whatever it throws.
template <class Body>
auto contained(Body&& body) -> decltype(body()) {
    std::optional<decltype(body())> made;
    suasor::error_buffer problem;
    const auto status = suasor::guarded(problem.c(), [&] { made.emplace(body()); });
    if (status != SUASOR_OK) return failure{status, std::string(problem.text())};
    return std::move(*made);
}

} // namespace sample_host::jobs
