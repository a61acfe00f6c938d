#include "plugin/core/sync/sync_store.hpp"

namespace media_sync {

item_counts& item_counts::operator+=(const item_counts& other) {
    created += other.created;
    updated += other.updated;
    unchanged += other.unchanged;
    failed += other.failed;
    return *this;
}

} // namespace media_sync
