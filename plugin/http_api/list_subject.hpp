#pragma once

// A list of active runs that readers follow; a run that was on it and has ended is shown once more.

#include "plugin/http_api/live_subject.hpp"
#include "plugin/http_api/live_topic.hpp"

#include <map>

namespace media_sync {

class list_subject final : public live_subject {
  public:
    explicit list_subject(list_topic topic) : viewer_{topic.only}, limit_(topic.limit) {}

    const std::string& tag() const override { return tag_; }
    bool over() const override { return false; }
    std::shared_ptr<const live_text> text_since(std::uint64_t seen) override;

    bool concerns(const run_snapshot& run) const override { return viewer_.covers(run.owner); }
    bool shows(run_id id) const override { return listed_since_.contains(id); }
    void take(const run_ptr& run) override;
    std::vector<run_id> look(const progress_hub& hub) override;
    bool drop(run_id id) override;
    void readers_are_at(const std::set<std::uint64_t>& versions) override;

  private:
    // A run that has left the list. Whoever has been sent a version from `listed` up to, but not including, `left` is owed it.
    struct ended_run {
        run_ptr last;
        std::uint64_t listed = 0;
        std::uint64_t left = 0;
    };

    std::vector<run_ptr> owed_since(std::uint64_t seen) const;

    const scope viewer_;
    const std::size_t limit_;
    std::vector<run_ptr> active_;
    std::string tag_;
    // Every run that was on the list and is not known to have ended, with the version that showed it first.
    std::map<run_id, std::uint64_t> listed_since_;
    std::vector<ended_run> ended_;
    std::map<std::vector<run_id>, std::shared_ptr<const live_text>> texts_; // of this version, by the ended runs in it
};

} // namespace media_sync
