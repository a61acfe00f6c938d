#ifndef SUASOR_HOST_PLUGIN_INSTANCE_HPP
#define SUASOR_HOST_PLUGIN_INSTANCE_HPP

// A plugin as a C++ host holds it: checked before anything of it runs, and led through its life in the order of plugin.h.

#include "../entry.h"
#include "checks.hpp"

#include <atomic>

namespace suasor {

/// Checks what suasor_plugin_entry returned. Throws suasor::error: SUASOR_E_VERSION if the majors differ, naming both
/// versions; SUASOR_E_INVALID_ARGUMENT if it is no plugin's table.
inline const suasor_plugin_api& checked_plugin_api(const suasor_plugin_api* api) {
    require(api, SUASOR_PLUGIN_ENTRY_SYMBOL " returned NULL");
    require(api->magic == SUASOR_PLUGIN_MAGIC,
            SUASOR_PLUGIN_ENTRY_SYMBOL " returned something that is no plugin's table: "
                                       "its magic is wrong");
    if (api->abi_major != SUASOR_ABI_MAJOR)
        throw error(SUASOR_E_VERSION, "it was built for interface " + std::to_string(api->abi_major) + "." +
                                          std::to_string(api->abi_minor) + " and this host has " +
                                          std::to_string(SUASOR_ABI_MAJOR) + "." + std::to_string(SUASOR_ABI_MINOR) +
                                          "; build it against this host's version");
    require(SUASOR_HAS_FIELD(suasor_plugin_api, api, create) && api->create, "its table has no create function");

    const auto name = copy_text(api->name, "its name is NULL");
    require(!name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos,
            "its name must be made of a to z, 0 to 9 and _");
    return *api;
}

/// An instance of a plugin. The destructor destroys it, after request_stop and shutdown if it is still in use; unless
/// shutdown answered SUASOR_E_BUSY, for then it must live on.
class plugin_instance {
  public:
    /// Creates the instance. `host` must outlive it. Throws suasor::error. [init]
    plugin_instance(const suasor_plugin_api& api, const suasor_host& host) {
        const suasor_plugin* made = nullptr;
        call_plugin([&](suasor_error* problem) { return api.create(&host, &made, problem); });

        require(made && SUASOR_HAS_FIELD(suasor_plugin, made, destroy), "create made no complete suasor_plugin");
        require(made->init && made->get_extension && made->request_stop && made->shutdown && made->destroy,
                "a function of its suasor_plugin is NULL");
        c_ = made;
    }
    plugin_instance(const plugin_instance&) = delete;
    plugin_instance& operator=(const plugin_instance&) = delete;
    ~plugin_instance() {
        if (in_use_) {
            request_stop();
            shutdown(nullptr);
        }
        if (!busy_) call_plugin_quietly([this] { c_->destroy(c_); });
    }

    /// Throws suasor::error; then drop what was registered, and this. [init]
    void init() {
        call_plugin([this](suasor_error* problem) { return c_->init(c_, problem); });
        in_use_ = true;
    }

    /// NULL if the plugin has none of that id, or not been initialised. [any-thread]
    const void* get_extension(std::string_view id) const noexcept {
        const void* found = nullptr;
        if (in_use_) call_plugin_quietly([&] { found = c_->get_extension(c_, to_c(id)); });
        return found;
    }

    /// [any-thread]
    void request_stop() noexcept {
        call_plugin_quietly([this] { c_->request_stop(c_); });
    }

    /// Ends the plugin's threads; called once, after request_stop. False if something could not be stopped: whatever the
    /// plugin was given must then stay as it is for good. The reason goes to `reason` unless it is NULL. [init]
    bool shutdown(std::string* reason) noexcept {
        in_use_ = false;
        busy_ = guarded(nullptr, [&] {
                    try {
                        call_plugin([this](suasor_error* problem) { return c_->shutdown(c_, problem); });
                    } catch (const error& failure) {
                        if (reason) *reason = failure.what();
                        throw;
                    }
                }) != SUASOR_OK;
        return !busy_;
    }

  private:
    const suasor_plugin* c_ = nullptr;
    std::atomic<bool> in_use_ = false;
    bool busy_ = false;
};

} // namespace suasor

#endif
