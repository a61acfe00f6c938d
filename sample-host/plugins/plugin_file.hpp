#pragma once

#include <suasor/entry.h>

#include <boost/dll/shared_library.hpp>

#include <filesystem>
#include <vector>

// A plugin's shared object: found, checked for who could have written it, opened, and asked for its table.
namespace sample_host::plugins {

/// The files of `directory` that end in .so, in the order of their names. Throws std::filesystem::filesystem_error.
std::vector<std::filesystem::path> plugin_files(const std::filesystem::path& directory);

/// An open plugin. The destructor unmaps it, unless stay_mapped was called.
class plugin_file {
  public:
    /// Throws suasor::error with the reason and the way out: SUASOR_E_PERMISSION if somebody else than root and this user may
    /// have written the file or put it there, SUASOR_E_VERSION, or SUASOR_E_INVALID_ARGUMENT if it is no plugin.
    explicit plugin_file(const std::filesystem::path& path);
    plugin_file(plugin_file&&) = default;
    plugin_file& operator=(plugin_file&&) = delete;
    ~plugin_file();

    const suasor_plugin_api& api() const noexcept { return *api_; }
    const std::filesystem::path& path() const noexcept { return path_; }

    /// From now on the file stays mapped for as long as the process.
    void stay_mapped();

  private:
    std::filesystem::path path_;
    boost::dll::shared_library library_;
    const suasor_plugin_api* api_;
};

} // namespace sample_host::plugins
