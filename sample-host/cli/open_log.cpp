#include "cli/open_log.hpp"

#include "cli/log_names.hpp"

namespace sample_host {

std::unique_ptr<console_logger> open_log(const command_options& options) {
    return create_console_logger(log_level_named(options.log_level), log_format_named(options.log_format));
}

std::unique_ptr<logger> open_inspection_log(const command_options& options) {
    if (options.log_level.empty()) return create_silent_logger();
    return open_log(options);
}

} // namespace sample_host
