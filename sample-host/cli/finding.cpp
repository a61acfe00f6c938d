#include "cli/finding.hpp"

#include "cli/columns.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace sample_host {
namespace {

std::string_view word_of(verdict result) {
    switch (result) {
    case verdict::ok:
        return "ok";
    case verdict::warning:
        return "warning";
    case verdict::broken:
        return "broken";
    case verdict::skipped:
        return "skipped";
    }
    return "broken";
}

std::string_view colour_of(verdict result) {
    switch (result) {
    case verdict::ok:
        return "\x1b[32m";
    case verdict::warning:
        return "\x1b[33m";
    case verdict::broken:
        return "\x1b[31m";
    case verdict::skipped:
        return "\x1b[2m";
    }
    return "";
}

/// As wide as the widest one.
std::string shown(verdict result, drawing_style style) {
    const auto word = fmt::format("{:7}", word_of(result));
    return style.colour ? fmt::format("{}{}\x1b[0m", colour_of(result), word) : word;
}

std::string count_of(const std::vector<finding>& findings, verdict result, std::string_view one,
                     std::string_view many) {
    const auto count = std::ranges::count(findings, result, &finding::result);
    return count == 0 ? "" : fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string summary_of(const std::vector<finding>& findings) {
    auto text = count_of(findings, verdict::broken, "thing is broken", "things are broken");
    const auto warnings = count_of(findings, verdict::warning, "warning", "warnings");
    if (text.empty()) return warnings.empty() ? "nothing is broken" : "nothing is broken, " + warnings;
    return warnings.empty() ? text : text + ", " + warnings;
}

} // namespace

finding broken(std::string subject, std::string_view complaint, std::string_view otherwise) {
    const auto end = complaint.rfind("; ");
    if (end == std::string_view::npos)
        return {std::move(subject), verdict::broken, std::string(complaint), std::string(otherwise)};
    return {std::move(subject), verdict::broken, std::string(complaint.substr(0, end)),
            std::string(complaint.substr(end + 2))};
}

std::string render_findings(const std::vector<finding>& findings, drawing_style style) {
    std::size_t widest = 0;
    for (const auto& each : findings)
        widest = std::max(widest, columns(printable(each.subject)));

    std::string text;
    for (std::size_t i = 0; i < findings.size(); ++i) {
        const auto& each = findings[i];
        text += fmt::format("{:2}. {}  {}  {}\n", i + 1, padded(printable(each.subject), widest),
                            shown(each.result, style), printable(each.text));
        if (!each.cure.empty()) text += fmt::format("    -> {}\n", printable(each.cure));
    }
    return text + summary_of(findings) + "\n";
}

boost::json::object to_json(const std::vector<finding>& findings) {
    boost::json::array checks;
    for (const auto& each : findings)
        checks.push_back({{"number", checks.size() + 1},
                          {"subject", each.subject},
                          {"status", word_of(each.result)},
                          {"finding", each.text},
                          {"cure", each.cure}});
    return {{"ok", all_work(findings)}, {"checks", std::move(checks)}};
}

bool all_work(const std::vector<finding>& findings) {
    return std::ranges::find(findings, verdict::broken, &finding::result) == findings.end();
}

} // namespace sample_host
