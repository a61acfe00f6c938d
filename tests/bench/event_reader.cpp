#include "event_reader.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <stdexcept>

namespace media_sync::bench {

namespace {

/// From the `updatedAt` of a run's JSON to now.
double age_ms(std::string_view event) {
    constexpr std::string_view k_name = R"("updatedAt":")";
    const auto at = event.find(k_name);
    if (at == std::string_view::npos) throw std::runtime_error("a run has no updatedAt");

    std::tm day{};
    double seconds = 0;
    const std::string text(event.substr(at + k_name.size(), 24));
    if (std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%lf", &day.tm_year, &day.tm_mon, &day.tm_mday, &day.tm_hour,
                    &day.tm_min, &seconds) != 6)
        throw std::runtime_error("updatedAt is not a time: " + text);
    day.tm_year -= 1900;
    day.tm_mon -= 1;
    const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    return 1000 * (now - static_cast<double>(::timegm(&day)) - seconds);
}

} // namespace

void event_reader::take(std::string_view bytes) {
    begun_ += bytes;
    std::size_t from = 0;
    for (auto end = begun_.find("\n\n"); end != std::string::npos; end = begun_.find("\n\n", from)) {
        take_event(std::string_view(begun_).substr(from, end - from));
        from = end + 2;
    }
    begun_.erase(0, from);
}

void event_reader::take_event(std::string_view text) {
    if (text.find("event: end") != std::string_view::npos) ended_ = true;
    if (text.find("event: progress") == std::string_view::npos) return;

    if (text.find(R"("status":"completed")") != std::string_view::npos) completed_ = true;
    if (!first_) latencies_ms_.push_back(age_ms(text));
    first_ = false;
}

} // namespace media_sync::bench
