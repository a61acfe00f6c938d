#include "plugin/http_api/entity_tag.hpp"

#include "plugin/core/progress/run_json.hpp"

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <iterator>

namespace media_sync {

namespace {

std::string_view without_weakness(std::string_view tag) {
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    return tag;
}

std::uint64_t hash_of(std::string_view text) {
    return XXH3_64bits(text.data(), text.size());
}

std::string state_of(const run_snapshot& run) {
    auto state = fmt::format("{}-{}-{}", run.revision, run.attempt, run.liveness ? to_string(*run.liveness) : "none");
    if (run.revision == 0 && run.id) state += fmt::format("-{:016x}", hash_of(run_json(run)));
    return state;
}

} // namespace

std::string entity_tag(const run_snapshot& run) {
    return fmt::format("W/\"{}\"", state_of(run));
}

std::string entity_tag_with_id(const run_snapshot& run) {
    return fmt::format("W/\"{}-{}\"", run.id.value_or(0), state_of(run));
}

std::string entity_tag(std::span<const std::shared_ptr<const published_run>> runs) {
    std::string all;
    for (const auto& each : runs)
        fmt::format_to(std::back_inserter(all), "{}:{};", each->run.id.value_or(0), state_of(each->run));
    return fmt::format("W/\"{}-{:016x}\"", runs.size(), hash_of(all));
}

bool none_match_holds(std::string_view field, std::string_view tag) {
    const auto opaque = without_weakness(tag);
    while (!field.empty()) {
        field.remove_prefix(std::min(field.find_first_not_of(", \t"), field.size()));
        if (field.starts_with('*')) return true;

        // A tag may hold commas, so its end is its closing quote.
        const auto opening = field.find('"');
        if (opening == field.npos) return false;
        const auto closing = field.find('"', opening + 1);
        if (closing == field.npos) return false;
        if (field.substr(opening, closing - opening + 1) == opaque) return true;
        field.remove_prefix(closing + 1);
    }
    return false;
}

} // namespace media_sync
