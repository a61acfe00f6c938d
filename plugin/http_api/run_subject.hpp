#pragma once

// The run that a reader follows: one by its id, or the active, else the latest one of a media sync job.

#include "plugin/http_api/live_subject.hpp"
#include "plugin/http_api/live_topic.hpp"

namespace media_sync {

class run_subject final : public live_subject {
  public:
    explicit run_subject(run_topic topic) : run_(topic.id) {}
    explicit run_subject(job_topic topic) : job_(topic.id) {}

    const std::string& tag() const override { return tag_; }
    bool over() const override;
    std::shared_ptr<const live_text> text_since(std::uint64_t seen) override;

    bool concerns(const run_snapshot& run) const override;
    bool shows(run_id id) const override;
    /// A placeholder, which has no id, is taken only if nothing else is known.
    void take(const run_ptr& run) override;
    bool drop(run_id id) override { return !shows(id); }

  private:
    bool is_news(const run_snapshot& run) const;

    const std::optional<run_id> run_;
    const std::optional<std::uint64_t> job_;
    run_ptr shown_;
    std::string tag_;
    std::shared_ptr<const live_text> text_; // null until somebody wants it
};

} // namespace media_sync
