#pragma once

#include "log.hpp"
#include "log_line.hpp"

#include <mutex>
#include <string>
#include <vector>

// The host's log, kept so that a test can read it.
namespace sample_host::testing {

class captured_log final : public logger {
  public:
    bool enabled(log_level) const noexcept override { return true; }
    void write(log_level, std::string_view source, std::string_view message) noexcept override {
        const std::lock_guard lock(mutex_);
        lines_.push_back("[" + std::string(source) + "] " + one_line(message));
    }

    std::vector<std::string> lines() const {
        const std::lock_guard lock(mutex_);
        return lines_;
    }

    /// The lines that hold `part`.
    std::vector<std::string> lines_with(std::string_view part) const {
        std::vector<std::string> found;
        for (auto& line : lines())
            if (line.find(part) != std::string::npos) found.push_back(line);
        return found;
    }

  private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

} // namespace sample_host::testing
