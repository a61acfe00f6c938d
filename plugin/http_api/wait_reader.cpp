#include "plugin/http_api/entity_tag.hpp"
#include "plugin/http_api/live_reader.hpp"

namespace media_sync {

namespace {

class wait_reader final : public live_reader {
  public:
    wait_reader(std::shared_ptr<exchange> out, std::chrono::seconds wait) : out_(std::move(out)), wait_(wait) {
        out_->applied_wait(wait);
    }

    bool open(live_subject& subject, std::shared_ptr<suasor::responder_listener> events, steady_time now) override {
        deadline_ = now + wait_;
        if (!offer(subject, now)) return false;
        return out_->responder().listen(std::move(events)) == SUASOR_OK;
    }

    bool offer(live_subject& subject, steady_time) override {
        seen_ = subject.version();
        if (none_match_holds(out_->none_match(), subject.tag()) && !subject.over()) return true;

        const auto text = subject.text_since(0);
        out_->answer(text->tag(), [&] { return text->json(); });
        return false;
    }

    bool writable(live_subject&, steady_time) override { return true; }

    bool remind(live_subject& subject, steady_time) override {
        close(subject);
        return false;
    }

    void close(live_subject& subject) override { out_->answer_unchanged(subject.tag()); }

  private:
    const std::shared_ptr<exchange> out_;
    const std::chrono::seconds wait_;
};

} // namespace

std::unique_ptr<live_reader> create_wait(std::shared_ptr<exchange> out, std::chrono::seconds wait) {
    return std::make_unique<wait_reader>(std::move(out), wait);
}

} // namespace media_sync
