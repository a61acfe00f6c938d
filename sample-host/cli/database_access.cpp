#include "cli/database_access.hpp"

#include "database/base_schema.hpp"

namespace sample_host {

database_access::database_access(const database_options& options, postgres_tenant tenant, logger& log) {
    if (options.url.empty())
        private_ = open_private_postgres(
            {.data_directory = options.data_directory.empty() ? default_data_directory() : options.data_directory,
             .tenant = tenant,
             .report = [&log](std::string_view line) { log.info(line); }});

    pool_ = std::make_unique<connections>(private_ ? private_->conninfo() : options.url);
    ensure_base_schema(*pool_);
}

} // namespace sample_host
