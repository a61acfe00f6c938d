#include "plugin/postgres/migrations.hpp"

#include "plugin/postgres/migration_texts.hpp"

namespace media_sync::postgres {

std::vector<migration> migrations() {
    std::vector<migration> all;
    for (const auto& text : migration_texts())
        all.push_back({text.version, text.name, parse_migration_steps(text.up), parse_migration_steps(text.down)});
    return all;
}

} // namespace media_sync::postgres
