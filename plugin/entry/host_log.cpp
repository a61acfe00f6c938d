#include "plugin/entry/host_log.hpp"

#include <suasor/types.hpp>

namespace media_sync {

void host_log::write(std::int32_t level, std::string_view line) const {
    if (service_->enabled(service_, level) != 0) service_->write(service_, level, suasor::to_c(line));
}

} // namespace media_sync
