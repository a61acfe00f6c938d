#include "cli/stop_deadline.hpp"

#include <cstdlib>
#include <string>

namespace sample_host {

stop_deadline::stop_deadline(std::chrono::seconds allowed, logger& log)
    : thread_([this, allowed, &log] {
          std::unique_lock lock(mutex_);
          if (met_.wait_for(lock, allowed, [this] { return is_met_; })) return;
          log.error("the host does not come to its end within " + std::to_string(allowed.count()) +
                    " s; it ends as it is");
          std::_Exit(EXIT_FAILURE);
      }) {}

stop_deadline::~stop_deadline() {
    {
        const std::lock_guard lock(mutex_);
        is_met_ = true;
    }
    met_.notify_all();
    thread_.join();
}

} // namespace sample_host
