#include "plugin/http_api/live_reader.hpp"

namespace media_sync {

namespace {

class stream_reader final : public live_reader {
  public:
    stream_reader(std::shared_ptr<exchange> out, std::chrono::milliseconds keep_alive)
        : out_(std::move(out)), answer_(out_->responder()), keep_alive_(keep_alive) {}

    bool open(live_subject& subject, std::shared_ptr<suasor::responder_listener> events, steady_time now) override {
        if (out_->last_event_id() == subject.tag()) {
            if (subject.over()) {
                answer_.send(204, {{"Cache-Control", "private, no-cache"}, {"Vary", k_vary}}, {});
                return false;
            }
            seen_ = subject.version();
        }

        if (answer_.listen(std::move(events)) != SUASOR_OK) return false;
        const auto begun =
            answer_.begin(200, std::initializer_list<suasor::field>{{"Content-Type", "text/event-stream"},
                                                                    {"Cache-Control", "private, no-cache"},
                                                                    {"Vary", k_vary},
                                                                    {"X-Accel-Buffering", "no"}});
        silent_since_ = now;
        deadline_ = now + keep_alive_;
        return begun == SUASOR_OK && offer(subject, now);
    }

    bool offer(live_subject& subject, steady_time now) override {
        if (full_ || seen_ == subject.version()) return true;

        const auto text = subject.text_since(seen_);
        if (!write(text->event(), now)) return false;
        if (full_) return true;

        seen_ = subject.version();
        if (!text->last()) return true;
        answer_.end();
        return false;
    }

    bool writable(live_subject& subject, steady_time now) override {
        full_ = false;
        return offer(subject, now);
    }

    bool remind(live_subject&, steady_time now) override {
        // What waits to be sent keeps the connection busy as well as a comment would.
        const auto due = silent_since_ + keep_alive_;
        if (due <= now && !full_ && !write(k_keep_alive, now)) return false;
        deadline_ = (full_ || due <= now ? now : silent_since_) + keep_alive_;
        return true;
    }

    void close(live_subject&) override { answer_.end(); }

  private:
    static constexpr std::string_view k_vary = "Accept, Authorization, Cookie";

    // False if nobody reads any more.
    bool write(std::string_view chunk, steady_time now) {
        const auto status = answer_.write(chunk);
        if (status == SUASOR_OK) silent_since_ = now;
        full_ = status == SUASOR_E_FULL;
        return status == SUASOR_OK || full_;
    }

    const std::shared_ptr<exchange> out_;
    suasor::responder& answer_;
    const std::chrono::milliseconds keep_alive_;
    steady_time silent_since_;
    bool full_ = false; // until the host says that there is room
};

} // namespace

std::unique_ptr<live_reader> create_stream(std::shared_ptr<exchange> out, std::chrono::milliseconds keep_alive) {
    return std::make_unique<stream_reader>(std::move(out), keep_alive);
}

} // namespace media_sync
