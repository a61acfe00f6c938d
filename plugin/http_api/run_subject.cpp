#include "plugin/http_api/run_subject.hpp"

#include "plugin/http_api/entity_tag.hpp"

#include <tuple>

namespace media_sync {

bool run_subject::over() const {
    return shown_ && is_terminal(shown_->run.status);
}

std::shared_ptr<const live_text> run_subject::text_since(std::uint64_t) {
    if (!text_) text_ = std::make_shared<const live_text>(tag_, shown_->json(), over());
    return text_;
}

bool run_subject::concerns(const run_snapshot& run) const {
    return run_ ? run.id == run_ : run.media_sync_job_id == job_;
}

bool run_subject::shows(run_id id) const {
    return shown_ && shown_->run.id == id;
}

bool run_subject::is_news(const run_snapshot& run) const {
    if (!shown_) return true;
    if (!run.id) return false;

    const auto& before = shown_->run;
    if (run.id == before.id) return run.revision >= before.revision && (!over() || is_terminal(run.status));
    const auto rank = [](const run_snapshot& of) { return std::tuple(!is_terminal(of.status), of.id); };
    return !before.id || rank(run) > rank(before);
}

void run_subject::take(const run_ptr& run) {
    if (!is_news(run->run)) return;
    auto tag = job_ ? entity_tag_with_id(run->run) : entity_tag(run->run);
    if (shown_ && tag == tag_) return;

    shown_ = run;
    tag_ = std::move(tag);
    text_.reset();
    has_changed();
}

} // namespace media_sync
