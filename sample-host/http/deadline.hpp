#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <chrono>

namespace sample_host::http {

using strand = boost::asio::strand<boost::asio::io_context::executor_type>;

/// The one point in time at which a connection's patience ends. Cheap to move into the future, as it is for every request:
/// the timer is left as it is and looks again when it fires. On the strand.
class deadline {
  public:
    explicit deadline(const strand& on) : timer_(on) {}

    /// Replaces the point in time. When it comes, `expired` of the owner is called once. `Owner` is the connection's
    /// shared pointer, kept alive meanwhile.
    template <class Owner>
    void set(std::chrono::milliseconds from_now, const Owner& owner) {
        at_ = clock::now() + from_now;
        if (waiting_ && timer_.expiry() <= at_) return;
        wait(owner);
    }

    /// No limit.
    void clear() noexcept { at_ = clock::time_point::max(); }

    /// No limit, and the owner is let go of.
    void cancel() {
        clear();
        timer_.cancel();
    }

  private:
    using clock = std::chrono::steady_clock;

    template <class Owner>
    void wait(const Owner& owner) {
        timer_.expires_at(at_);
        waiting_ = true;
        timer_.async_wait([this, owner](boost::system::error_code problem) {
            if (problem) return;
            waiting_ = false;
            if (at_ == clock::time_point::max()) return;
            if (clock::now() < at_) return wait(owner);
            clear();
            owner->expired();
        });
    }

    boost::asio::basic_waitable_timer<clock, boost::asio::wait_traits<clock>, strand> timer_;
    clock::time_point at_ = clock::time_point::max();
    bool waiting_ = false;
};

} // namespace sample_host::http
