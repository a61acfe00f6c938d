#include "plugins/plugin_host.hpp"

#include "plugins/attached_plugin.hpp"
#include "plugins/plugin_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <utility>

namespace sample_host::plugins {
namespace {

/// For what could not be stopped and may therefore never be destroyed. Reachable from a static, so that no leak checker takes
/// it for a mistake.
void keep_for_good(std::shared_ptr<attached_plugin> kept) {
    static auto& all = *new std::vector<std::shared_ptr<attached_plugin>>;
    all.push_back(std::move(kept));
}

class directory_plugin_host final : public plugin_host {
  public:
    directory_plugin_host(host_parts parts, plugin_host_options options)
        : parts_(parts), options_(std::move(options)) {}

    ~directory_plugin_host() override { stop(); }

    void load(const std::filesystem::path& directory) override {
        for (const auto& path : plugin_files(directory)) {
            try {
                attach(path);
            } catch (const suasor::error& failure) {
                refused_.push_back({path, failure.what()});
                parts_.log.error(fmt::format("plugin not loaded file={} reason=\"{}\"", path.string(), failure.what()));
            }
        }
        report_idle_settings();
    }

    std::vector<plugin_description> plugins() const override {
        std::vector<plugin_description> descriptions;
        for (const auto& plugin : in_use())
            descriptions.push_back(plugin->describe());
        return descriptions;
    }

    std::vector<refused_plugin> refused() const override { return refused_; }

    const void* find_extension(std::string_view id) const noexcept override {
        for (const auto& plugin : in_use())
            if (const auto* found = plugin->get_extension(id)) return found;
        return nullptr;
    }

    bool stop() noexcept override {
        auto stopping = take_all();
        std::reverse(stopping.begin(), stopping.end());

        parts_.scheduler.close();
        for (auto& plugin : stopping)
            plugin->close();

        for (auto& plugin : stopping)
            plugin->request_stop();

        const auto deadline = std::chrono::steady_clock::now() + options_.drain_timeout;
        all_stopped_ = parts_.scheduler.stop(deadline) && all_stopped_;
        for (auto& plugin : stopping)
            if (!plugin->wait_until_idle(deadline))
                parts_.log.warn(fmt::format("plugin still at work after {} ms plugin={}",
                                            options_.drain_timeout.count(), plugin->name()));

        std::vector<std::shared_ptr<attached_plugin>> stopped;
        for (auto& plugin : stopping) {
            if (plugin->shutdown()) {
                stopped.push_back(std::move(plugin));
            } else {
                keep_for_good(std::move(plugin));
                all_stopped_ = false;
            }
        }

        for (auto& plugin : stopped)
            plugin->drop_registrations();
        for (auto& plugin : stopped)
            plugin.reset();
        return all_stopped_;
    }

  private:
    using plugin_list = std::vector<std::shared_ptr<attached_plugin>>;

    /// A name with a slip in it must not go unnoticed.
    void report_idle_settings() const {
        for (const auto& [key, unused] : options_.settings) {
            const std::string_view name(key.data(), key.size());
            const bool in_use = std::ranges::any_of(plugins_, [&](const auto& each) { return each->name() == name; });
            if (!in_use) parts_.log.warn(fmt::format("settings of a plugin that is not in use plugin={}", name));
        }
    }

    void attach(const std::filesystem::path& path) {
        plugin_file file(path);
        const auto name = suasor::to_view(file.api().name);
        for (const auto& other : plugins_)
            if (other->name() == name)
                throw suasor::error(SUASOR_E_EXISTS, fmt::format("{} has loaded a plugin named {} already; move one of "
                                                                 "the two files out of the folder",
                                                                 other->describe().file.string(), name));

        auto attached = std::make_shared<attached_plugin>(std::move(file), parts_, options_,
                                                          [this](std::string_view id) { return find_extension(id); });
        const auto made = attached->describe();
        parts_.log.info(
            fmt::format("plugin loaded plugin={} version={} file={}", made.name, made.version, made.file.string()));
        const std::lock_guard lock(mutex_);
        plugins_.push_back(std::move(attached));
    }

    /// A copy, because no lock may be held while a plugin is called.
    plugin_list in_use() const {
        const std::lock_guard lock(mutex_);
        return plugins_;
    }

    plugin_list take_all() {
        const std::lock_guard lock(mutex_);
        return std::exchange(plugins_, {});
    }

    host_parts parts_;
    plugin_host_options options_;
    mutable std::mutex mutex_;
    plugin_list plugins_;
    std::vector<refused_plugin> refused_;
    bool all_stopped_ = true;
};

} // namespace

std::unique_ptr<plugin_host> create_plugin_host(host_parts parts, plugin_host_options options) {
    return std::make_unique<directory_plugin_host>(parts, std::move(options));
}

} // namespace sample_host::plugins
