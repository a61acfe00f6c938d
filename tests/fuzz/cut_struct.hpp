#pragma once

// A struct of the C interface of which only so much exists as it says itself.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace suasor::fuzz {

/// The sanitizer ends the process when a byte behind the end is read.
template <class Struct>
class cut_struct {
  public:
    /// What says that it is larger than `whole` is as large as that, and what says that it is smaller than `least`, as that.
    cut_struct(Struct whole, std::uint32_t claimed_size, std::size_t least = sizeof(std::uint32_t)) {
        const auto size = std::clamp<std::size_t>(claimed_size, least, sizeof whole);
        whole.struct_size = claimed_size;
        bytes_ = std::make_unique<std::byte[]>(size);
        std::memcpy(bytes_.get(), &whole, size);
    }

    Struct* get() const { return reinterpret_cast<Struct*>(bytes_.get()); }

  private:
    std::unique_ptr<std::byte[]> bytes_;
};

} // namespace suasor::fuzz
