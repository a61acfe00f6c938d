#include "plugin/postgres/migration_steps.hpp"

#include <stdexcept>
#include <string>

namespace media_sync::postgres {

namespace {

constexpr std::string_view k_blanks = " \t\r\n";
constexpr std::string_view k_step = "-- step";
constexpr std::string_view k_alone = ": non-transactional";

std::string_view trimmed_line(std::string_view text) {
    const auto first = text.find_first_not_of(k_blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(k_blanks) - first + 1);
}

// Takes the first line off the text.
std::string_view next_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

migration_step begin_step(std::string_view line) {
    const auto kind = trimmed_line(line).substr(k_step.size());
    if (!kind.empty() && kind != k_alone)
        throw std::logic_error("a migration has the line \"" + std::string(line) + "\", which is no kind of step");
    return {{}, kind.empty()};
}

} // namespace

std::vector<migration_step> parse_migration_steps(std::string_view text) {
    std::vector<migration_step> steps;
    const char* begin = nullptr;
    const auto end_step = [&](const char* end) {
        if (steps.empty()) return;
        steps.back().sql = trimmed_line({begin, static_cast<std::size_t>(end - begin)});
        if (steps.back().sql.empty())
            throw std::logic_error("step " + std::to_string(steps.size()) + " of a migration has no statement");
    };

    while (!text.empty()) {
        const auto line = next_line(text);
        if (!line.starts_with(k_step)) continue;
        end_step(line.data());
        steps.push_back(begin_step(line));
        begin = text.data();
    }
    end_step(text.data());
    return steps;
}

} // namespace media_sync::postgres
