#include "log_line.hpp"

#include "valid_utf8.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>

#include <iterator>

namespace sample_host {
namespace {

using spdlog::memory_buf_t;
using spdlog::details::log_msg;

std::string_view view(spdlog::string_view_t text) {
    return {text.data(), text.size()};
}

void append(memory_buf_t& line, std::string_view text) {
    line.append(text.data(), text.data() + text.size());
}

void append_one_line(const log_msg& message, memory_buf_t& line) {
    append(line, one_line(view(message.payload)));
}

/// The members of the object that spdlog's own flags do not give.
void append_json_members(const log_msg& message, memory_buf_t& line) {
    const auto text = valid_utf8(view(message.payload));
    boost::json::object fields;
    for (const auto& [key, value] : fields_of(text))
        fields.emplace(key, value);

    boost::json::object members;
    members.emplace("source", valid_utf8(view(message.logger_name)));
    members.emplace("message", text);
    if (!fields.empty()) members.emplace("fields", std::move(fields));
    const auto object = boost::json::serialize(members);
    append(line, std::string_view(object).substr(1)); // the opening brace is further left
}

/// https://www.freedesktop.org/software/systemd/man/sd-daemon.html
void append_priority(const log_msg& message, memory_buf_t& line) {
    switch (message.level) {
    case spdlog::level::trace:
    case spdlog::level::debug:
        return append(line, "<7>");
    case spdlog::level::warn:
        return append(line, "<4>");
    case spdlog::level::err:
        return append(line, "<3>");
    default:
        return append(line, "<6>");
    }
}

/// A flag of our own in spdlog's patterns.
class line_part final : public spdlog::custom_flag_formatter {
  public:
    using writer = void (*)(const log_msg&, memory_buf_t&);

    explicit line_part(writer write) : write_(write) {}

    void format(const log_msg& message, const std::tm&, memory_buf_t& line) override { write_(message, line); }
    std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<line_part>(write_); }

  private:
    const writer write_;
};

std::string pattern_of(log_format format, log_reader reader) {
    const std::string priority = reader == log_reader::journal ? "%q" : "";
    if (format == log_format::json) return priority + R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%J)";
    return priority + (reader == log_reader::journal ? "[%n] %k" : "%Y-%m-%dT%H:%M:%S.%e%z %l [%n] %k");
}

bool is_key(std::string_view word) {
    return !word.empty() && word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == word.npos;
}

/// Whether the rest of a message, which begins with a space or is empty, can come after a value.
bool follows_value(std::string_view rest) {
    if (rest.empty()) return true;
    if (rest.front() != ' ') return false;
    const auto end = rest.find_first_of(" =", 1);
    return end != rest.npos && rest[end] == '=' && is_key(rest.substr(1, end - 1));
}

/// The length of the value that a text begins with, its quotes included.
std::size_t length_of_value(std::string_view text) {
    if (!text.starts_with('"')) return std::min(text.find(' '), text.size());
    for (auto quote = text.find('"', 1); quote != text.npos; quote = text.find('"', quote + 1))
        if (follows_value(text.substr(quote + 1))) return quote + 1;
    return text.size();
}

std::string_view without_quotes(std::string_view value) {
    if (value.starts_with('"')) {
        value.remove_prefix(1);
        if (value.ends_with('"')) value.remove_suffix(1);
        return value;
    }
    // `open_files=1024: raise the limit`
    while (value.ends_with(':') || value.ends_with(',') || value.ends_with(';'))
        value.remove_suffix(1);
    return value;
}

} // namespace

std::unique_ptr<spdlog::formatter> create_line_formatter(log_format format, log_reader reader) {
    auto lines = std::make_unique<spdlog::pattern_formatter>();
    lines->add_flag<line_part>('k', &append_one_line)
        .add_flag<line_part>('J', &append_json_members)
        .add_flag<line_part>('q', &append_priority)
        .set_pattern(pattern_of(format, reader));
    return lines;
}

std::string one_line(std::string_view message) {
    std::string line;
    line.reserve(message.size());
    for (const char c : message) {
        if (c == '\n')
            line += "\\n";
        else if (c == '\r')
            line += "\\r";
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            fmt::format_to(std::back_inserter(line), "\\x{:02x}", static_cast<unsigned char>(c));
        else
            line += c;
    }
    return line;
}

std::vector<std::pair<std::string_view, std::string_view>> fields_of(std::string_view message) {
    std::vector<std::pair<std::string_view, std::string_view>> fields;
    while (!message.empty()) {
        const auto end = message.find_first_of(" =");
        if (end == message.npos) break;
        const auto word = message.substr(0, end);
        const bool has_value = message[end] == '=';
        message.remove_prefix(end + 1);
        if (!has_value) continue;

        const auto value = message.substr(0, length_of_value(message));
        message.remove_prefix(value.size());
        if (is_key(word)) fields.emplace_back(word, without_quotes(value));
    }
    return fields;
}

} // namespace sample_host
