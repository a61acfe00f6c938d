#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

// A folder of plugins for one test. Each file is a copy, so that loading it is loading it for the first time.
namespace sample_host::testing {

class plugin_directory {
  public:
    plugin_directory() {
        auto pattern = (std::filesystem::temp_directory_path() / "suasor-plugins-XXXXXX").string();
        if (!::mkdtemp(pattern.data())) throw std::runtime_error("cannot make " + pattern);
        path_ = pattern;
    }
    ~plugin_directory() { std::filesystem::remove_all(path_); }
    plugin_directory(const plugin_directory&) = delete;
    plugin_directory& operator=(const plugin_directory&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }

    /// Copies the module of that name here, as `file`.
    std::filesystem::path add(const std::string& module, const std::string& file) {
        const char* modules = std::getenv("SUASOR_TEST_MODULES");
        if (!modules) throw std::runtime_error("SUASOR_TEST_MODULES is not set: run this test with ctest");
        std::filesystem::copy_file(std::filesystem::path(modules) / (module + ".so"), path_ / file);
        return path_ / file;
    }

  private:
    std::filesystem::path path_;
};

} // namespace sample_host::testing
