#pragma once

// Lines for the host's log.

#include <suasor/log.h>

#include <string_view>

namespace media_sync {

/// Cheap to copy; valid as long as the host's service. [any thread]
class host_log {
  public:
    explicit host_log(const suasor_log_service& service) : service_(&service) {}

    void info(std::string_view line) const { write(SUASOR_LOG_INFO, line); }
    void warn(std::string_view line) const { write(SUASOR_LOG_WARN, line); }

  private:
    void write(std::int32_t level, std::string_view line) const;

    const suasor_log_service* service_;
};

} // namespace media_sync
