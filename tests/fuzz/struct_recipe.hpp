#pragma once

// Structs of the C interface as a careless or hostile other side might hand them over, made of the bytes of an input.

#include "fuzz/cut_struct.hpp"
#include "fuzz/input.hpp"

#include <suasor/types.hpp>

#include <vector>

namespace suasor::fuzz {

/// What an input says about structs and their members.
class struct_recipe {
  public:
    explicit struct_recipe(input& from) : from_(from) {}

    bool flag() { return from_.byte() & 1; }
    std::uint8_t byte() { return from_.byte(); }
    std::uint64_t number() { return from_.number(); }

    /// Of a struct of that size: mostly its own, else any.
    std::uint32_t size(std::size_t own) {
        const auto wish = from_.byte();
        if (wish < 0x80) return static_cast<std::uint32_t>(own);
        return wish < 0xF0 ? wish - 0x80 : static_cast<std::uint32_t>(from_.number());
    }

    /// Some bytes, or nothing of some length.
    suasor_string text() {
        const auto length = from_.byte();
        if (length == 0xFF) return {nullptr, from_.byte()};
        return suasor::to_c(from_.bytes(length % 16));
    }

    template <class Pointer>
    Pointer maybe(Pointer there) {
        return from_.byte() == 0xFF ? nullptr : there;
    }

  private:
    input& from_;
};

/// Structs behind an array of pointers; some of these may be NULL, or all.
template <class Struct>
class struct_list {
  public:
    template <class Make>
    struct_list(struct_recipe& said, Make&& make) {
        const auto count = said.byte() % 4;
        for (int i = 0; i < count; ++i)
            structs_.emplace_back(make(), said.size(sizeof(Struct)));
        for (const auto& each : structs_)
            pointers_.push_back(said.maybe(each.get()));
        data_ = said.maybe(pointers_.data());
    }

    const Struct* const* data() const { return data_; }
    std::size_t size() const { return pointers_.size(); }

  private:
    std::vector<cut_struct<Struct>> structs_;
    std::vector<const Struct*> pointers_;
    const Struct* const* data_ = nullptr;
};

inline suasor_field make_field(struct_recipe& said) {
    return {0, 0, said.text(), said.text()};
}

} // namespace suasor::fuzz
