// What an examination of a set-up has come to.
#pragma once

#include "cli/progress_bar.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace sample_host {

enum class verdict {
    ok,
    warning, ///< it works, and somebody should see to it
    broken,
    skipped, ///< not looked at, because of another finding
};

struct finding {
    std::string subject; ///< "database"
    verdict result = verdict::ok;
    std::string text;
    std::string cure = {}; ///< what to do about a warning or something broken, one sentence
};

/// A finding of a text that has the way out behind its last semicolon, as errors do; `otherwise` if there is none.
finding broken(std::string subject, std::string_view complaint, std::string_view otherwise);

/// Numbered, each with its cure below it, and a line that says how many are broken.
std::string render_findings(const std::vector<finding>& findings, drawing_style style);

/// {"ok", "checks": [{"number", "subject", "status", "finding", "cure"}]}
boost::json::object to_json(const std::vector<finding>& findings);

/// Whether nothing is broken.
bool all_work(const std::vector<finding>& findings);

} // namespace sample_host
