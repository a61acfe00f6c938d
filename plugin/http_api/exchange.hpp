#pragma once

// One request on its way to an answer, possibly on another thread than the host's.

#include "plugin/core/clock.hpp"
#include "plugin/http_api/refusal.hpp"
#include "plugin/http_api/route_options.hpp"

#include <suasor/plugin.hpp>

#include <functional>
#include <optional>

namespace media_sync {

/// Used by one thread at a time. `options` and `time` outlive it.
class exchange {
  public:
    /// `subject` begins the message of the envelope: "Active jobs".
    exchange(const suasor::request& request, suasor::responder answer, std::string_view subject,
             const route_options& options, const clock& time);

    /// The If-None-Match field, "" if there is none.
    const std::string& none_match() const { return none_match_; }
    const std::string& last_event_id() const { return last_event_id_; }
    /// How long the answer may be held back: what the client prefers, if it also says what it has already.
    std::optional<std::chrono::seconds> wait() const;

    /// Says with the answer that it has been, or would have been, held back for so long.
    void applied_wait(std::chrono::seconds wait) { applied_wait_ = wait; }

    /// 304 if the caller has the state of this tag already, else 200 with what `json` makes, in the envelope that is set.
    void answer(std::string_view tag, const std::function<std::string_view()>& json);
    /// 304, whatever the caller has.
    void answer_unchanged(std::string_view tag);
    void refuse(const refusal& why);

    suasor::responder& responder() { return answer_; }

  private:
    std::vector<suasor::field> headers_of(std::string_view tag);

    suasor::responder answer_;
    const std::string_view subject_;
    const std::string request_id_;
    const std::string none_match_;
    const std::string last_event_id_;
    const std::optional<std::chrono::seconds> preferred_wait_;
    std::optional<std::chrono::seconds> applied_wait_;
    std::string applied_text_;
    const route_options& options_;
    const clock& clock_;
};

} // namespace media_sync
