#pragma once

#include "database/migrator.hpp"

#include <string>

// What tells that a migration is still the one that was applied.
namespace sample_host::database {

/// SHA-256 in hexadecimal over every step's text and flag, up and down, each with its length, so that moving text from one
/// step to the next changes it.
std::string checksum_of(const migration& checked);

} // namespace sample_host::database
