#include "plugin/media_servers/product_name.hpp"

#include "plugin/core/media/clean_text.hpp"

#include <fmt/format.h>

namespace media_sync {

std::string named(std::string_view product, std::string_view version) {
    constexpr std::size_t k_longest = 40;
    const auto name = clean_text(product, k_longest);
    return version.empty() ? name : fmt::format("{} {}", name, clean_text(version, k_longest));
}

} // namespace media_sync
