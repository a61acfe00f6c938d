#ifndef SUASOR_TYPES_HPP
#define SUASOR_TYPES_HPP

// The C vocabulary of types.h for C++: strings, errors as exceptions on the inside, and the barrier that keeps them
// there.

#include "types.h"

#include <algorithm>
#include <array>
#include <new>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace suasor {

/// A suasor_string over the same bytes; valid as long as they are.
constexpr suasor_string to_c(std::string_view text) noexcept {
    return {text.data(), text.size()};
}

/// The same bytes as a string_view, none for NULL; valid as long as they are.
constexpr std::string_view to_view(suasor_string text) noexcept {
    return text.ptr ? std::string_view{text.ptr, text.len} : std::string_view{};
}

/// A failure with the status it crosses the boundary as. Its text is what suasor_error will hold.
class error : public std::runtime_error {
  public:
    error(suasor_status status, const std::string& text) : std::runtime_error(text), status_(status) {}

    suasor_status status() const noexcept { return status_; }

  private:
    suasor_status status_;
};

/// Throws SUASOR_E_INVALID_ARGUMENT with `problem` unless `fine`.
inline void require(bool fine, const char* problem) {
    if (!fine) throw error(SUASOR_E_INVALID_ARGUMENT, problem);
}

/// Writes `text` to a caller's buffer, cut at a UTF-8 boundary. Does nothing for NULL.
inline void write_error(suasor_error* target, std::string_view text) noexcept {
    if (!target || !SUASOR_HAS_FIELD(suasor_error, target, length) || !target->text) return;

    auto length = std::min(text.size(), target->capacity);
    if (length < text.size())
        while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80)
            --length;
    std::copy_n(text.begin(), length, target->text);
    target->length = length;
}

/// The barrier every function of the C interface stands behind: calls `body`, which returns nothing or a
/// suasor_status, and turns whatever it throws into a status and a text.
template <class Body>
suasor_status guarded(suasor_error* target, Body&& body) noexcept {
    try {
        if constexpr (std::is_void_v<std::invoke_result_t<Body>>) {
            body();
            return SUASOR_OK;
        } else {
            return body();
        }
    } catch (const error& failure) {
        write_error(target, failure.what());
        return failure.status();
    } catch (const std::bad_alloc&) {
        write_error(target, "out of memory");
        return SUASOR_E_INTERNAL;
    } catch (const std::exception& failure) {
        write_error(target, failure.what());
        return SUASOR_E_INTERNAL;
    } catch (...) {
        write_error(target, "an exception of unknown type");
        return SUASOR_E_INTERNAL;
    }
}

/// A suasor_error with room for a sentence, for calling the other side.
class error_buffer {
  public:
    error_buffer() noexcept : c_{sizeof(suasor_error), 0, text_.data(), text_.size(), 0} {}
    error_buffer(const error_buffer&) = delete;
    error_buffer& operator=(const error_buffer&) = delete;

    suasor_error* c() noexcept { return &c_; }
    std::string_view text() const noexcept { return {text_.data(), std::min(c_.length, text_.size())}; }

    /// Throws suasor::error unless `status` is SUASOR_OK.
    void check(suasor_status status) const {
        if (status != SUASOR_OK) throw error(status, std::string(text()));
    }

  private:
    std::array<char, 1024> text_;
    suasor_error c_;
};

/// Who asks, see suasor_principal.
struct principal {
    std::uint64_t user_id = 0;
    bool is_admin = false;

    friend bool operator==(const principal&, const principal&) = default;
};

/// Throws SUASOR_E_INVALID_ARGUMENT for one that is cut off: it is not nobody, for that may be the host itself.
inline std::optional<principal> to_principal(const suasor_principal* source) {
    if (!source) return std::nullopt;
    require(SUASOR_HAS_FIELD(suasor_principal, source, user_id),
            "the suasor_principal is smaller than version 1.0 has it");
    return principal{source->user_id, source->is_admin != 0};
}

/// The C form of a principal; `c()` is NULL for nobody. Lives as long as the call that it is passed to.
class c_principal {
  public:
    explicit c_principal(const std::optional<principal>& source) noexcept : set_(source.has_value()) {
        if (source) c_ = {sizeof(suasor_principal), source->is_admin ? 1 : 0, source->user_id};
    }

    const suasor_principal* c() const noexcept { return set_ ? &c_ : nullptr; }

  private:
    bool set_;
    suasor_principal c_{};
};

/// A name and a value, borrowed.
struct field {
    std::string_view name;
    std::string_view value;
};

/// The C form of a list of fields, an array of pointers. Lives as long as the call that it is passed to.
class c_fields {
  public:
    explicit c_fields(std::span<const field> source) {
        fields_.reserve(source.size());
        pointers_.reserve(source.size());
        for (const auto& f : source) {
            fields_.push_back({sizeof(suasor_field), 0, to_c(f.name), to_c(f.value)});
            pointers_.push_back(&fields_.back());
        }
    }
    c_fields(const c_fields&) = delete;
    c_fields& operator=(const c_fields&) = delete;

    const suasor_field* const* data() const noexcept { return pointers_.data(); }
    std::size_t size() const noexcept { return pointers_.size(); }

  private:
    std::vector<suasor_field> fields_;
    std::vector<const suasor_field*> pointers_;
};

} // namespace suasor

#endif
