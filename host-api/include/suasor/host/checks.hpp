#ifndef SUASOR_HOST_CHECKS_HPP
#define SUASOR_HOST_CHECKS_HPP

// How a host looks at what a plugin hands it: nothing beyond struct_size is read, and nothing a plugin throws gets through.

#include "../types.hpp"

#include <string>
#include <type_traits>
#include <utility>

namespace suasor {

/// A plugin's text, borrowed. Throws SUASOR_E_INVALID_ARGUMENT with `problem` for a NULL of some length.
inline std::string_view checked_view(suasor_string text, const char* problem) {
    require(text.len == 0 || text.ptr, problem);
    return to_view(text);
}

/// The same, copied.
inline std::string copy_text(suasor_string text, const char* problem) {
    return std::string(checked_view(text, problem));
}

/// Calls a function of a plugin that reports by status and error buffer: `call(suasor_error*)`. Throws suasor::error for any
/// status but SUASOR_OK, and SUASOR_E_INTERNAL for whatever a plugin throws although it must not.
template <class Call>
void call_plugin(Call&& call) {
    error_buffer problem;
    const suasor_status status = guarded(problem.c(), [&] { return call(problem.c()); });
    if (status == SUASOR_OK) return;

    const auto text = problem.text();
    throw error(status,
                text.empty() ? "no reason was given (status " + std::to_string(status) + ")" : std::string(text));
}

/// The same for a function that cannot fail: what it throws is dropped.
template <class Call>
void call_plugin_quietly(Call&& call) noexcept {
    static_cast<void>(guarded(nullptr, [&] { static_cast<void>(call()); }));
}

/// The `user_data` of a registration with its `destroy`, which is called exactly once.
class owned_data {
  public:
    owned_data(void* data, void (*destroy)(void*)) noexcept : data_(data), destroy_(destroy) {}
    owned_data(owned_data&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), destroy_(std::exchange(other.destroy_, nullptr)) {}
    owned_data& operator=(owned_data&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(destroy_, other.destroy_);
        return *this;
    }
    ~owned_data() {
        if (destroy_) call_plugin_quietly([this] { destroy_(data_); });
    }

    void* get() const noexcept { return data_; }

  private:
    void* data_;
    void (*destroy_)(void*);
};

} // namespace suasor

#endif
