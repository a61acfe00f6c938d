#pragma once

// The plugin's instance: puts the parts together, registers them with the host, and takes them down in order.

#include "plugin/entry/diagnostics_extension.hpp"
#include "plugin/entry/host_log.hpp"
#include "plugin/entry/job_service_extension.hpp"

#include <suasor/plugin.hpp>

#include <memory>

namespace media_sync {

class media_sync_plugin final : public suasor::plugin {
  public:
    explicit media_sync_plugin(suasor::host_services host);
    ~media_sync_plugin() override;

    void init() override;
    const void* get_extension(std::string_view id) noexcept override;
    void request_stop() noexcept override;
    bool shutdown() override;

  private:
    struct parts;

    suasor::host_services host_;
    job_service_extension extension_;
    diagnostics_extension diagnostics_;
    std::unique_ptr<parts> parts_;
};

} // namespace media_sync
