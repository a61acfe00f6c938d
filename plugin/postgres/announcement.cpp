#include "plugin/postgres/announcement.hpp"

#include <fmt/format.h>

#include <charconv>
#include <iterator>
#include <optional>

namespace media_sync::postgres {

namespace {

constexpr std::string_view k_any = "*";

// Takes a number from the front of the text.
template <class Integer>
std::optional<Integer> take_number(std::string_view& text) {
    Integer number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc{} || number < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
    return number;
}

bool take(std::string_view& text, char expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::vector<heard_run>> parse_runs(std::string_view text) {
    std::vector<heard_run> runs;
    while (!text.empty()) {
        if (!runs.empty() && !take(text, ',')) return std::nullopt;
        const auto id = take_number<std::int64_t>(text);
        if (!id || *id == 0 || !take(text, ':')) return std::nullopt;
        const auto revision = take_number<std::int64_t>(text);
        if (!revision) return std::nullopt;
        runs.push_back({static_cast<run_id>(*id), *revision});
    }
    return runs;
}

} // namespace

std::string announcement_text(std::string_view sender, std::span<const progress_hub::change> changes) {
    auto text = fmt::format("{};", sender);
    for (const auto& change : changes) {
        if (text.back() != ';') text += ',';
        fmt::format_to(std::back_inserter(text), "{}:{}", change.id, change.revision);
        if (text.size() > k_longest_announcement) return fmt::format("{};{}", sender, k_any);
    }
    return text;
}

announcement parse_announcement(std::string_view text) {
    const auto separator = text.find(';');
    if (separator == std::string_view::npos) return {{}, {{}, true}};

    const auto sender = text.substr(0, separator);
    auto runs = parse_runs(text.substr(separator + 1));
    if (!runs) return {sender, {{}, true}};
    return {sender, {*std::move(runs), false}};
}

} // namespace media_sync::postgres
