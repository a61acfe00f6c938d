#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>

// A struct of which only the first bytes exist: reading more of it ends the process.
namespace suasor::testing {

template <class Struct>
class cut_off {
  public:
    /// The first `size` bytes of `whole`, a multiple of 8.
    cut_off(const Struct& whole, std::uint32_t size) {
        const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
        pages_ = ::mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (pages_ == MAP_FAILED) throw std::runtime_error("mmap");
        ::mprotect(static_cast<char*>(pages_) + page, page, PROT_NONE);

        start_ = static_cast<char*>(pages_) + page - size;
        std::memcpy(start_, &whole, size);
        length_ = 2 * page;
    }
    cut_off(const cut_off&) = delete;
    cut_off& operator=(const cut_off&) = delete;
    ~cut_off() { ::munmap(pages_, length_); }

    Struct* get() { return reinterpret_cast<Struct*>(start_); }
    const Struct* get() const { return reinterpret_cast<const Struct*>(start_); }

  private:
    void* pages_;
    char* start_;
    std::size_t length_;
};

} // namespace suasor::testing
