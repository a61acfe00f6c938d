#include "support/openapi/openapi_check.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace suasor::testing {

namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, const char* key) {
    const auto* value = object.if_contains(key);
    if (!value) return {};
    return value->is_string() ? std::string(value->get_string().c_str()) : json::serialize(*value);
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);)
        parts.push_back(part);
    return parts;
}

// The values of the {names} of a template, if the path fits it.
std::optional<std::map<std::string, std::string>> matched(const std::string& pattern, const std::string& path) {
    const auto expected = split(pattern, '/');
    const auto actual = split(path, '/');
    if (expected.size() != actual.size()) return std::nullopt;
    std::map<std::string, std::string> values;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (expected[i].starts_with('{'))
            values[expected[i].substr(1, expected[i].size() - 2)] = actual[i];
        else if (expected[i] != actual[i])
            return std::nullopt;
    }
    return values;
}

template <class Number>
bool is_number(const std::string& text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

bool fits_format(const std::string& value, const std::string& format) {
    static const std::regex k_uuid("[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}");
    static const std::regex k_time("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)");
    if (format == "uuid" || format == "guid") return std::regex_match(value, k_uuid);
    if (format == "date-time") return std::regex_match(value, k_time);
    return true;
}

bool fits_type(const std::string& value, const std::string& type, const std::string& format) {
    if (type == "boolean") return value == "true" || value == "false";
    if (type == "number") return is_number<double>(value);
    if (type == "integer") return format == "int32" ? is_number<std::int32_t>(value) : is_number<std::int64_t>(value);
    return fits_format(value, format);
}

bool fits(const std::string& value, const json::object& parameter, const std::string& type) {
    if (const auto* allowed = parameter.if_contains("enum")) {
        return std::ranges::any_of(allowed->as_array(), [&](const json::value& each) {
            return value == (each.is_string() ? std::string(each.get_string().c_str()) : json::serialize(each));
        });
    }
    return fits_type(value, type, text_of(parameter, "format"));
}

bool allows(const json::object& parameter, const std::string& value) {
    const auto type = text_of(parameter, "type");
    if (type != "array") return fits(value, parameter, type);
    return std::ranges::all_of(split(value, ','), [&](const std::string& element) {
        return fits(element, parameter, text_of(parameter, "items"));
    });
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

const std::string* find(const std::map<std::string, std::string>& values, const std::string& name) {
    const auto found = values.find(name);
    return found == values.end() ? nullptr : &found->second;
}

void check_parameters(const json::object& operation, const received_request& request,
                      const std::map<std::string, std::string>& in_path, std::vector<std::string>& breaches) {
    std::vector<std::string> known;
    for (const auto& element : operation.at("parameters").as_array()) {
        const auto& parameter = element.as_object();
        const auto name = text_of(parameter, "name");
        const auto in = text_of(parameter, "in");
        const auto* value = in == "path"    ? find(in_path, name)
                            : in == "query" ? find(request.query, name)
                                            : find(request.headers, lower(name));
        if (in == "query") known.push_back(name);
        if (!value && parameter.contains("required")) breaches.push_back("the parameter " + name + " is missing");
        if (value && !allows(parameter, *value))
            breaches.push_back("the parameter " + name + " does not allow \"" + *value + '"');
    }

    for (const auto& [name, value] : request.query)
        if (std::ranges::find(known, name) == known.end())
            breaches.push_back("the parameter " + name + " is not known");
    if (static_cast<std::size_t>(std::ranges::count(request.query_text, '=')) != request.query.size())
        breaches.push_back("a parameter occurs twice, or has no value");
}

} // namespace

struct openapi_check::document {
    std::string header;
    std::regex credential;
    json::array operations;
};

openapi_check::openapi_check(const std::string& file) {
    std::ifstream in(std::string(SUASOR_OPENAPI_FILES) + "/" + file);
    std::stringstream text;
    text << in.rdbuf();
    if (!in) throw std::runtime_error("tests/support/openapi has no " + file);

    const auto root = json::parse(text.str());
    const auto& security = root.at("security").as_object();
    document_ = std::make_unique<document>(document{lower(text_of(security, "header")),
                                                    std::regex(text_of(security, "pattern")),
                                                    root.at("operations").as_array()});
}

openapi_check::~openapi_check() = default;

std::vector<std::string> openapi_check::breaches(const received_request& request,
                                                 const std::string& path_prefix) const {
    const auto* credential = find(request.headers, document_->header);
    const bool signed_in = credential && std::regex_match(*credential, document_->credential);
    std::vector<std::string> found;
    if (!signed_in) found.push_back("the header " + document_->header + " is missing or malformed");
    if (!request.path.starts_with(path_prefix)) {
        found.push_back("the path " + request.path + " does not begin with " + path_prefix);
        return found;
    }

    const auto path = request.path.substr(path_prefix.size());
    for (const auto& operation : document_->operations) {
        const auto& object = operation.as_object();
        const auto in_path = matched(text_of(object, "path"), path);
        if (!in_path || text_of(object, "method") != request.method) continue;
        if (object.contains("anonymous")) found.clear();
        check_parameters(object, request, *in_path, found);
        return found;
    }
    found.push_back("there is no " + request.method + ' ' + path);
    return found;
}

} // namespace suasor::testing
