#include "plugin/core/progress/published_run.hpp"

#include "plugin/core/progress/run_json.hpp"

namespace media_sync {

const std::string& published_run::json() const {
    std::call_once(made_, [&] { json_ = run_json(run); });
    return json_;
}

} // namespace media_sync
