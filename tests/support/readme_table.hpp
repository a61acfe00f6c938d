#pragma once

// A table of the README, for tests that compare it with the code.

#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace test {

/// The rows of the first table below a heading, each as it stands there, without the two lines at its head.
inline std::vector<std::string> rows_of_readme(const std::string& readme, std::string_view heading) {
    std::ifstream file(readme);
    std::string line;
    while (std::getline(file, line) && line != heading) {
    }
    while (std::getline(file, line) && !line.starts_with('|')) {
    }
    std::getline(file, line);

    std::vector<std::string> rows;
    while (std::getline(file, line) && line.starts_with('|'))
        rows.push_back(line);
    if (rows.empty()) throw std::runtime_error(readme + " has no table below " + std::string(heading));
    return rows;
}

} // namespace test
