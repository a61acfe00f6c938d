#include "plugin/core/media/content_hash.hpp"

#include "plugin/core/media/mapped_item.hpp"

// Into this file alone, without a library to link; as hints only, because -Og cannot follow xxhash's orders to inline.
#define XXH_INLINE_ALL
#define XXH_NO_INLINE_HINTS 1
#include <xxhash.h>

#include <bit>
#include <cstring>

namespace media_sync {

namespace {

// Grows whenever the mapper writes the same item differently, so that every row is written again once.
constexpr std::int64_t k_mapper_version = 1;

static_assert(std::endian::native == std::endian::little, "numbers enter the hash in little-endian order");

// Every field is preceded by its length or is of fixed size, so that no two items have the same serialisation.
class hasher {
  public:
    hasher() { XXH3_128bits_reset(&state_); }

    void number(std::int64_t value) { XXH3_128bits_update(&state_, &value, sizeof value); }
    void text(std::string_view value) {
        number(static_cast<std::int64_t>(value.size()));
        XXH3_128bits_update(&state_, value.data(), value.size());
    }
    void present(bool value) { number(value ? 1 : 0); }

    std::array<unsigned char, 16> digest() const {
        XXH128_canonical_t canonical;
        XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(&state_));
        std::array<unsigned char, 16> bytes;
        std::memcpy(bytes.data(), canonical.digest, bytes.size());
        return bytes;
    }

  private:
    XXH3_state_t state_;
};

} // namespace

std::array<unsigned char, 16> content_hash(const mapped_item& item) {
    hasher hash;
    hash.number(k_mapper_version);
    hash.number(static_cast<std::int64_t>(item.type));
    hash.text(item.source_id);
    hash.text(item.title);

    hash.present(item.release_date.has_value());
    if (item.release_date) hash.number(item.release_date->time_since_epoch().count());
    hash.number(item.release_year.value_or(0));

    hash.number(static_cast<std::int64_t>(item.external_ids.size()));
    for (const auto& id : item.external_ids) {
        hash.text(id.source);
        hash.text(id.id);
    }

    hash.text(item.data);
    hash.number(static_cast<std::int64_t>(item.references.size()));
    for (const auto& reference : item.references) {
        hash.text(reference.key);
        hash.number(static_cast<std::int64_t>(reference.type));
        hash.text(reference.source_id);
    }
    return hash.digest();
}

} // namespace media_sync
