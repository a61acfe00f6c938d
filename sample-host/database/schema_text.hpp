// The text of the .sql files of this folder, embedded at build time.
#pragma once

#include <string_view>

namespace sample_host {

extern const std::string_view k_suasor_schema_sql;
extern const std::string_view k_host_schema_sql;

} // namespace sample_host
