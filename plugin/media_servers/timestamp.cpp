#include "plugin/media_servers/timestamp.hpp"

namespace media_sync {

namespace {

// Takes pieces from the front of a text; once one does not fit, everything fails.
class reader {
  public:
    explicit reader(std::string_view text) : text_(text) {}

    int digits(std::size_t count) {
        int number = 0;
        if (failed_ || text_.size() < count) return fail();
        for (const char c : text_.substr(0, count)) {
            if (c < '0' || c > '9') return fail();
            number = number * 10 + (c - '0');
        }
        text_.remove_prefix(count);
        return number;
    }
    bool skip(char expected) {
        if (failed_ || text_.empty() || text_.front() != expected) return false;
        text_.remove_prefix(1);
        return true;
    }
    void need(char expected) {
        if (!skip(expected)) fail();
    }
    bool next_is_digit() const { return !failed_ && !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; }
    bool at_end() const { return text_.empty(); }
    bool failed() const { return failed_; }

  private:
    int fail() {
        failed_ = true;
        return 0;
    }

    std::string_view text_;
    bool failed_ = false;
};

std::chrono::microseconds fraction(reader& in) {
    int microseconds = 0;
    int unit = 100'000;
    do {
        microseconds += in.digits(1) * unit;
        unit /= 10;
    } while (in.next_is_digit());
    return std::chrono::microseconds(microseconds);
}

std::chrono::minutes zone(reader& in) {
    if (in.at_end() || in.skip('Z') || in.skip('z')) return {};
    const bool east = in.skip('+');
    if (!east) in.need('-');
    const std::chrono::hours hours(in.digits(2));
    in.skip(':');
    const auto offset = hours + std::chrono::minutes(in.at_end() ? 0 : in.digits(2));
    return east ? offset : -offset;
}

} // namespace

std::optional<time_point> parse_timestamp(std::string_view text) {
    reader in(text);
    const std::chrono::year year(in.digits(4));
    in.need('-');
    const std::chrono::month month(static_cast<unsigned>(in.digits(2)));
    in.need('-');
    const std::chrono::day day(static_cast<unsigned>(in.digits(2)));
    const std::chrono::year_month_day date(year, month, day);
    if (in.failed() || !date.ok()) return std::nullopt;

    time_point time{std::chrono::sys_days(date)};
    if (in.at_end()) return time;

    if (!in.skip('T') && !in.skip('t')) in.need(' ');
    const int hours = in.digits(2);
    in.need(':');
    const int minutes = in.digits(2);
    const int seconds = in.skip(':') ? in.digits(2) : 0;
    if (hours > 23 || minutes > 59 || seconds > 60) return std::nullopt;

    time += std::chrono::hours(hours) + std::chrono::minutes(minutes) + std::chrono::seconds(seconds);
    if (in.skip('.') || in.skip(',')) time += fraction(in);
    time -= zone(in);
    if (in.failed() || !in.at_end()) return std::nullopt;
    return time;
}

} // namespace media_sync
