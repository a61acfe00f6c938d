#pragma once

// The failures of runs in memory.

#include "plugin/core/progress/failure_store.hpp"

#include <algorithm>
#include <map>

namespace media_sync::test {

class fake_failure_store final : public failure_store {
  public:
    std::vector<run_failure> of_run(run_id id, std::size_t skipped) override {
        const auto& all = runs[id];
        return {all.begin() + static_cast<std::ptrdiff_t>(std::min(skipped, all.size())), all.end()};
    }

    std::map<run_id, std::vector<run_failure>> runs;
};

} // namespace media_sync::test
