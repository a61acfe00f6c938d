#include "database/postgres_binaries.hpp"

#include <suasor/types.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>

namespace sample_host {
namespace {

namespace fs = std::filesystem;

bool has_programs(const fs::path& directory) {
    std::error_code ignored;
    return fs::exists(directory / "postgres", ignored) && fs::exists(directory / "initdb", ignored);
}

int leading_number(const std::string& text) {
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// Of "postgres (PostgreSQL) 15.4 (Debian ...)" the 15; 0 if it does not say.
int major_of(const fs::path& program) {
    const std::unique_ptr<FILE, int (*)(FILE*)> output(::popen(("'" + program.string() + "' --version").c_str(), "re"),
                                                       &::pclose);
    std::array<char, 256> line{};
    if (!output || !std::fgets(line.data(), line.size(), output.get())) return 0;
    const std::string text(line.data());
    const auto number = text.find_first_of("0123456789");
    return number == std::string::npos ? 0 : leading_number(text.substr(number));
}

std::vector<postgres_binaries> postgres_on_path() {
    std::vector<postgres_binaries> found;
    const char* path = std::getenv("PATH");
    std::istringstream directories(path ? path : "");
    for (std::string directory; std::getline(directories, directory, ':');)
        if (has_programs(directory)) found.push_back({directory, major_of(fs::path(directory) / "postgres")});
    return found;
}

} // namespace

std::vector<postgres_binaries> installed_postgres(const fs::path& versions_root) {
    std::vector<postgres_binaries> found;
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(versions_root, missing)) {
        const int major = leading_number(entry.path().filename().string());
        if (major >= k_oldest_postgres && has_programs(entry.path() / "bin"))
            found.push_back({entry.path() / "bin", major});
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.major > b.major; });
    return found;
}

postgres_binaries find_postgres(std::optional<int> major) {
    const auto fits = [&](const postgres_binaries& candidate) {
        return major ? candidate.major == *major : candidate.major >= k_oldest_postgres;
    };
    for (const auto& candidates : {installed_postgres(), postgres_on_path()}) {
        const auto found = std::find_if(candidates.begin(), candidates.end(), fits);
        if (found != candidates.end()) return *found;
    }

    if (major)
        throw suasor::error(SUASOR_E_UNAVAILABLE, "the data folder was made by PostgreSQL " + std::to_string(*major) +
                                                      ", which is not installed: apt-get install postgresql-" +
                                                      std::to_string(*major));
    throw suasor::error(SUASOR_E_UNAVAILABLE, "there is no PostgreSQL " + std::to_string(k_oldest_postgres) +
                                                  " or later on this machine: apt-get install postgresql, or name a"
                                                  " database with --database");
}

} // namespace sample_host
