#include "plugins/plugin_file.hpp"

#include "plugins/file_trust.hpp"

#include <suasor/host/plugin_instance.hpp>

#include <algorithm>
#include <string>

namespace sample_host::plugins {
namespace {

boost::dll::shared_library open(const std::filesystem::path& path) {
    const auto trusted = require_trusted(path);
    try {
        using namespace boost::dll::load_mode;
        return boost::dll::shared_library(trusted, rtld_now | rtld_local);
    } catch (const std::exception& failure) {
        throw suasor::error(SUASOR_E_INVALID_ARGUMENT,
                            std::string("it cannot be opened: ") + failure.what() + "; rebuild it for this system");
    }
}

const suasor_plugin_api* call_entry(const boost::dll::shared_library& library) {
    if (!library.has(SUASOR_PLUGIN_ENTRY_SYMBOL))
        throw suasor::error(SUASOR_E_INVALID_ARGUMENT,
                            "it exports no " SUASOR_PLUGIN_ENTRY_SYMBOL "; it is no plugin, move it out of the folder");
    const suasor_plugin_api* api = nullptr;
    suasor::call_plugin([&](suasor_error*) {
        api = library.get<const suasor_plugin_api*()>(SUASOR_PLUGIN_ENTRY_SYMBOL)();
        return suasor_status{SUASOR_OK};
    });
    return api;
}

} // namespace

std::vector<std::filesystem::path> plugin_files(const std::filesystem::path& directory) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        if (entry.path().extension() == ".so") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

plugin_file::plugin_file(const std::filesystem::path& path)
    : path_(path), library_(open(std::filesystem::absolute(path))),
      api_(&suasor::checked_plugin_api(call_entry(library_))) {}

plugin_file::~plugin_file() = default;

void plugin_file::stay_mapped() {
    // Reachable from a static, so that no leak checker takes it for a mistake.
    static auto& mapped = *new std::vector<boost::dll::shared_library>;
    mapped.push_back(std::move(library_));
}

} // namespace sample_host::plugins
