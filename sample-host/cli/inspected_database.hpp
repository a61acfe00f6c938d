// The database of a command that only looks.
#pragma once

#include "cli/options.hpp"
#include "database/private_postgres.hpp"
#include "log.hpp"

#include <memory>
#include <optional>
#include <string>

namespace sample_host {

/// Makes nothing that is not there yet. A private PostgreSQL that has been made is started for as long as this lives, as for
/// any command.
class inspected_database {
  public:
    /// Must be constructed before the process has a second thread. Whatever keeps the database from being used is no failure
    /// here.
    inspected_database(const database_options& options, logger& log);

    /// Of the database, whether it can be used or not.
    const secret& conninfo() const noexcept { return conninfo_; }

    /// Where a private one is kept.
    const std::optional<std::filesystem::path>& folder() const noexcept { return folder_; }
    bool made() const noexcept { return made_; }
    bool served() const noexcept { return served_; }

    /// Why there is nothing to connect to: a private one does not start, or the connection string is none. "" otherwise.
    const std::string& obstacle() const noexcept { return obstacle_; }

    /// Whether it is worth a try to connect.
    bool may_be_used() const noexcept { return made_ && obstacle_.empty(); }

  private:
    void look_at_own(const database_options& options, logger& log);

    secret conninfo_;
    std::optional<std::filesystem::path> folder_;
    bool made_ = true;
    bool served_ = false;
    std::string obstacle_;
    std::unique_ptr<private_postgres> private_;
};

} // namespace sample_host
