#pragma once

// The present state of what readers follow, and what a reader lacks that has been sent an older one.

#include "plugin/core/progress/progress_hub.hpp"
#include "plugin/http_api/live_text.hpp"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace media_sync {

using run_ptr = std::shared_ptr<const published_run>;

/// Not safe to share between threads.
class live_subject {
  public:
    virtual ~live_subject() = default;

    /// Counts the states, from 1; 0 before there is one.
    std::uint64_t version() const { return version_; }
    virtual const std::string& tag() const = 0;
    /// Whether the present state is the last one.
    virtual bool over() const = 0;

    /// What to send to a reader that has been sent the state `seen`, or none at all (0). To be called only if that is not
    /// the present state. Every reader that lacks the same gets the same text.
    virtual std::shared_ptr<const live_text> text_since(std::uint64_t seen) = 0;

    /// Whether something of this run can be news.
    virtual bool concerns(const run_snapshot& run) const = 0;
    /// Whether the run belongs to the present state or is owed to a reader.
    virtual bool shows(run_id id) const = 0;

    /// Takes what has become known of a run that the subject concerns.
    virtual void take(const run_ptr& run) = 0;
    /// Looks at the hub, after take(); returns the runs whose end it should know and does not.
    virtual std::vector<run_id> look(const progress_hub&) { return {}; }
    /// Forgets a run that does not exist any more. False if there is nothing left to show.
    virtual bool drop(run_id id) = 0;
    /// Says which older states readers are still at.
    virtual void readers_are_at(const std::set<std::uint64_t>&) {}

  protected:
    void has_changed() { ++version_; }

  private:
    std::uint64_t version_ = 0;
};

} // namespace media_sync
