// The database of a command, ready for use: reached or started, and with Suasor's tables in it.
#pragma once

#include "cli/options.hpp"
#include "database/connections.hpp"
#include "database/private_postgres.hpp"
#include "log.hpp"

#include <memory>

namespace sample_host {

class database_access {
  public:
    /// Must be constructed before the process has a second thread, see open_private_postgres, and throws what that throws
    /// and what ensure_base_schema throws.
    database_access(const database_options& options, postgres_tenant tenant, logger& log);

    connections& pool() noexcept { return *pool_; }
    const secret& conninfo() const noexcept { return pool_->conninfo(); }

  private:
    std::unique_ptr<private_postgres> private_;
    std::unique_ptr<connections> pool_;
};

} // namespace sample_host
