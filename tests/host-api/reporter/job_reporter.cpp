// A plugin that adds a job to its host; the job's progress shows on the routes of suasor_media_sync.so.

#include "export_job.hpp"

namespace reporter {

namespace {

class job_reporter final : public suasor::plugin {
  public:
    explicit job_reporter(suasor::host_services host) : host_(host) {}

    void init() override {
        suasor::add_job(host_.scheduler(), k_export_job, "Exports items, and says how far it is", {},
                        std::make_unique<export_job>(host_));
    }

  private:
    suasor::host_services host_;
};

} // namespace

} // namespace reporter

extern "C" const suasor_plugin_api* suasor_plugin_entry(void) {
    static constexpr auto api =
        suasor::make_plugin_api<reporter::job_reporter>("job_reporter", "1.0.0", "Reports the progress of a job");
    return &api;
}
