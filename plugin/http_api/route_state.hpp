#pragma once

// What a route shows at a moment: a run, or a list of runs.

#include "plugin/http_api/entity_tag.hpp"
#include "plugin/http_api/run_array.hpp"

#include <vector>

namespace media_sync {

class route_state {
  public:
    using run_ptr = std::shared_ptr<const published_run>;

    static route_state one(run_ptr run) {
        auto tag = entity_tag(run->run);
        return {{std::move(run)}, false, std::move(tag)};
    }
    /// One run, where another one may be shown another time.
    static route_state whichever(run_ptr run) {
        auto tag = entity_tag_with_id(run->run);
        return {{std::move(run)}, false, std::move(tag)};
    }
    static route_state list(std::vector<run_ptr> runs) {
        auto tag = entity_tag(runs);
        return {std::move(runs), true, std::move(tag)};
    }

    const std::vector<run_ptr>& runs() const { return runs_; }
    const std::string& tag() const { return tag_; }
    std::string json() const { return is_list_ ? run_array_json(runs_) : runs_.front()->json(); }

  private:
    route_state(std::vector<run_ptr> runs, bool is_list, std::string tag)
        : runs_(std::move(runs)), is_list_(is_list), tag_(std::move(tag)) {}

    std::vector<run_ptr> runs_;
    bool is_list_;
    std::string tag_;
};

} // namespace media_sync
