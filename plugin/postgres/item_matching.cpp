#include "plugin/postgres/item_matching.hpp"

#include "plugin/postgres/array_text.hpp"
#include "plugin/postgres/item_rows.hpp"
#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace media_sync::postgres {

namespace {

// The first half of the advisory locks that stand for the identity of items; the second is the type.
constexpr std::int64_t k_identity_lock = 0x53'55'41'02;

// A statement of its own: the next one sees what the lock's last owner has committed.
constexpr auto k_lock_type = "SELECT pg_advisory_xact_lock(:class::int, :type::int)";

void lock_type(soci::session& session, item_type type) {
    query(session, k_lock_type).bind("class", k_identity_lock).bind("type", static_cast<int>(type)).run();
}

bool is_made_of_names(const std::string& key) {
    return key.starts_with("title:") || key.starts_with("name:") || key.starts_with("album:");
}

// The prefixes of an item's external ids.
std::string catalogues_of(const mapped_item& item) {
    array_text catalogues;
    for (const auto& id : item.external_ids)
        catalogues.text(catalogue_prefix(id));
    return catalogues.array();
}

// The keys of a batch, each with the position of its item and with the catalogues that speak against it.
struct batch_keys {
    array_text items, keys, catalogues;

    void add(std::size_t n, const ready_item& ready) {
        const auto own_catalogues = catalogues_of(*ready.item);
        for (const auto& key : keys_of(ready)) {
            items.number(static_cast<std::int64_t>(n));
            keys.text(key);
            catalogues.text(is_made_of_names(key) ? own_catalogues : "{}");
        }
    }
};

// Each key is looked up by itself, in the order of its index, so that one which thousands of items have costs no more than
// another; a client that has more than 32 items under one key leaves some unmatched. Most keys of a library that is new to us
// are nobody's, which `known` finds out at little cost.
constexpr auto k_candidates = R"sql(
    WITH input AS MATERIALIZED (
        SELECT :client::bigint AS client_id, :type::text AS item_type, i.*
        FROM unnest(:items::bigint[], :keys::text[], :catalogues::text[]) AS i(n, key, catalogues)
    )
    SELECT i.n, starts_with(i.key, 'id:')::int::bigint AS external, c.media_item_id
    FROM input i
    CROSS JOIN LATERAL (
        SELECT FROM media_item_keys k WHERE k.item_type = i.item_type AND k.key = i.key LIMIT 1
    ) known
    CROSS JOIN LATERAL (
        SELECT k.media_item_id
        FROM media_item_keys k
        WHERE k.item_type = i.item_type AND k.key = i.key
          AND EXISTS (SELECT FROM media_items m WHERE m.id = k.media_item_id AND m.type = i.item_type)
          AND NOT EXISTS (SELECT FROM media_item_sources s
                          WHERE s.media_item_id = k.media_item_id AND s.client_id = i.client_id
                            AND s.item_type = i.item_type)
          AND NOT EXISTS (SELECT FROM media_item_keys other, unnest(i.catalogues::text[]) AS prefix
                          WHERE other.media_item_id = k.media_item_id AND starts_with(other.key, prefix))
        ORDER BY k.media_item_id
        LIMIT 32
    ) c)sql";

// What speaks for an item of the batch being a media item.
struct claim {
    bool external = false;
    bool other = false;

    int rank() const { return external ? (other ? 0 : 1) : 2; }
};

} // namespace

item_matches match_items(soci::session& session, const item_batch& batch, const std::vector<ready_item>& items,
                         const std::vector<std::size_t>& fresh) {
    if (is_owned(batch.type())) return {}; // two lists of one name are two lists
    batch_keys looked_up;
    for (const auto n : fresh)
        looked_up.add(n, items[n]);
    if (looked_up.keys.empty()) return {};
    lock_type(session, batch.type());

    std::map<std::pair<std::size_t, std::int64_t>, claim> claims;
    query(session, k_candidates)
        .bind("items", looked_up.items.array())
        .bind("keys", looked_up.keys.array())
        .bind("catalogues", looked_up.catalogues.array())
        .bind("client", batch.client)
        .bind("type", to_string(batch.type()))
        .each([&](const soci::row& row) {
            auto& claim = claims[{static_cast<std::size_t>(number_of(row, "n")), number_of(row, "media_item_id")}];
            (number_of(row, "external") != 0 ? claim.external : claim.other) = true;
        });

    std::set<std::tuple<int, std::size_t, std::int64_t>> by_rank;
    for (const auto& [who, claim] : claims)
        by_rank.emplace(claim.rank(), who.first, who.second);

    item_matches matches;
    std::set<std::int64_t> taken;
    for (const auto& [rank, n, media_item_id] : by_rank)
        if (!matches.contains(n) && taken.insert(media_item_id).second) matches.emplace(n, media_item_id);
    return matches;
}

} // namespace media_sync::postgres
