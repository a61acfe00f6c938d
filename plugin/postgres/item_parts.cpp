#include "plugin/postgres/item_parts.hpp"

#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace media_sync::postgres {

namespace {

// How a whole and its parts name each other.
struct relation {
    item_type part;
    item_type whole;
    std::string_view reference; ///< the key of a part's `data` with the id of its whole
    std::string_view list;      ///< the key of the whole's `data`
    std::string_view listed;    ///< the way from the whole's `data` to the ids of its parts, a jsonpath
};

constexpr std::array k_relations{
    relation{item_type::season, item_type::series, "seriesID", "seasons", "$.seasons[*].seasonID"},
    relation{item_type::episode, item_type::season, "seasonID", "episodeIDs", "$.episodeIDs[*]"},
    relation{item_type::album, item_type::artist, "artistID", "albums", "$.albums[*].albumID"},
    relation{item_type::track, item_type::album, "albumID", "tracks", "$.tracks[*].trackID"},
};

// What keeps a list that grows with every batch from costing more and more.
constexpr int k_most_parts = 5'000;

const relation* relation_of(item_type part) {
    const auto found = std::ranges::find(k_relations, part, &relation::part);
    return found == k_relations.end() ? nullptr : found;
}

std::string to_json(const media_item_ids& ids) {
    return fmt::format("[{}]", fmt::join(ids, ","));
}

media_item_ids ids_of(query& statement) {
    media_item_ids ids;
    statement.each([&](const soci::row& row) { ids.insert(number_of(row, "id")); });
    return ids;
}

// Ids count only as the plugin writes them: whole numbers of at most eighteen digits. The same in k_list.
constexpr auto k_wholes = R"sql(
    SELECT DISTINCT CAST(substring(p.data ->> :reference::text FROM '^[1-9][0-9]{0,17}$') AS bigint) AS id
    FROM jsonb_array_elements_text(:parts::jsonb) AS i(id) JOIN media_items p ON p.id = CAST(i.id AS bigint)
    WHERE p.data ->> :reference::text ~ '^[1-9][0-9]{0,17}$')sql";

constexpr auto k_lock_parents = R"sql(
    SELECT m.id FROM jsonb_array_elements_text(:wholes::jsonb) AS i(id) JOIN media_items m ON m.id = CAST(i.id AS bigint)
    WHERE m.type = :whole_type AND jsonb_typeof(m.data) = 'object'
    ORDER BY m.id FOR UPDATE OF m)sql";

// A statement of its own after the lock: it sees what the lock's last owner has listed. The row of a part decides whether it
// belongs to a whole; that it is in the list, or was just written, only makes it worth a look.
constexpr auto k_list = R"sql(
    WITH whole AS MATERIALIZED (
        SELECT m.id, m.data
        FROM jsonb_array_elements_text(:wholes::jsonb) AS i(id) JOIN media_items m ON m.id = CAST(i.id AS bigint)
    ), candidate AS (
        SELECT w.id AS whole_id, CAST(substring(l.id #>> '{}' FROM '^[1-9][0-9]{0,17}$') AS bigint) AS id
        FROM whole w CROSS JOIN LATERAL jsonb_path_query(w.data, :listed::jsonpath) AS l(id)
        UNION
        SELECT CAST(substring(p.data ->> :reference::text FROM '^[1-9][0-9]{0,17}$') AS bigint), p.id
        FROM jsonb_array_elements_text(:parts::jsonb) AS i(id) JOIN media_items p ON p.id = CAST(i.id AS bigint)
    ), part AS (
        SELECT c.whole_id, p.*, row_number() OVER (PARTITION BY c.whole_id ORDER BY p.id) AS n
        FROM candidate c JOIN media_items p USING (id)
        WHERE p.type = :type AND p.data -> :reference::text = to_jsonb(c.whole_id)
          AND EXISTS (SELECT FROM media_item_sources s WHERE s.media_item_id = p.id)
    ), list AS (
        SELECT p.whole_id, jsonb_agg(
            CASE p.type
                WHEN 'season' THEN jsonb_strip_nulls(jsonb_build_object(
                    'seasonNumber', p.data -> 'seasonNumber', 'seasonID', p.id,
                    'episodeIDs', coalesce(p.data -> 'episodeIDs', '[]')))
                WHEN 'episode' THEN to_jsonb(p.id)
                WHEN 'album' THEN jsonb_build_object(
                    'albumID', p.id, 'albumName', p.title,
                    'trackIDs', jsonb_path_query_array(p.data, '$.tracks[*].trackID'))
                WHEN 'track' THEN jsonb_build_object(
                    'number', coalesce(p.data -> 'trackNumber', '0'), 'title', p.title, 'trackID', p.id)
            END
            ORDER BY coalesce(p.data -> 'discNumber', '1'),
                     coalesce(p.data -> 'trackNumber', p.data -> 'number', p.data -> 'seasonNumber'),
                     p.release_year, p.title COLLATE "C", p.id) AS entries
        FROM part p
        WHERE p.n <= :most::bigint
        GROUP BY p.whole_id
    )
    UPDATE media_items m
    SET data = CASE WHEN l.entries IS NULL THEN m.data - :list::text
                    ELSE jsonb_set(m.data, ARRAY[:list::text], l.entries) END,
        updated_at = now()
    FROM whole w LEFT JOIN list l ON l.whole_id = w.id
    WHERE m.id = w.id AND coalesce(w.data -> :list::text, '[]') <> coalesce(l.entries, '[]')
    RETURNING m.id)sql";

// Returns the wholes whose list has changed.
media_item_ids list_in(soci::session& session, const relation& related, const media_item_ids& wholes,
                       const media_item_ids& parts) {
    query locking(session, k_lock_parents);
    const auto locked = ids_of(locking.bind("wholes", to_json(wholes)).bind("whole_type", to_string(related.whole)));
    if (locked.empty()) return {};

    query listing(session, k_list);
    return ids_of(listing.bind("wholes", to_json(locked))
                      .bind("parts", to_json(parts))
                      .bind("type", to_string(related.part))
                      .bind("reference", related.reference)
                      .bind("list", related.list)
                      .bind("listed", related.listed)
                      .bind("most", k_most_parts));
}

} // namespace

media_item_ids wholes_of(soci::session& session, item_type type, const media_item_ids& parts) {
    const auto* related = relation_of(type);
    if (!related || parts.empty()) return {};
    query statement(session, k_wholes);
    return ids_of(statement.bind("parts", to_json(parts)).bind("reference", related->reference));
}

void list_parts(soci::session& session, item_type type, const media_item_ids& parts, const media_item_ids& former) {
    const auto* related = relation_of(type);
    if (!related) return;
    auto wholes = wholes_of(session, type, parts);
    wholes.insert(former.begin(), former.end());
    if (wholes.empty()) return;

    const auto changed = list_in(session, *related, wholes, parts);
    list_parts(session, related->whole, changed, {});
}

} // namespace media_sync::postgres
