#include "plugin/postgres/item_writer.hpp"

#include "plugin/core/media/clean_text.hpp"
#include "plugin/postgres/changed_items.hpp"
#include "plugin/postgres/item_failures.hpp"
#include "plugin/postgres/item_matching.hpp"
#include "plugin/postgres/item_parts.hpp"
#include "plugin/postgres/json_text.hpp"
#include "plugin/postgres/new_items.hpp"
#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace media_sync::postgres {

namespace {

namespace json = boost::json;

// What the database knows of a batch; the numbers are positions in it.
struct known_items {
    std::int64_t unchanged = 0;
    std::vector<std::size_t> fresh;
    std::vector<changed_item> changed;
};

// Only ids and hashes go to the server: of a library that has not changed, nothing else ever does. A mapping whose media item
// the host has deleted is dropped, and the item made anew.
//
// The whole key of a mapping comes from `input`. Were a part of it a constant, the planner would read all of a client's mappings
// of that type for every batch while the table is too young to have statistics.
constexpr auto k_look_up = R"sql(
    WITH input AS MATERIALIZED (
        SELECT :client::bigint AS client_id, :type::text AS item_type, i.id AS client_item_id, i.n,
               decode(i.hash, 'hex') AS hash
        FROM jsonb_to_recordset(:items::jsonb) AS i(n bigint, id text, hash text)
    ), known AS MATERIALIZED (
        SELECT i.client_id, i.item_type, i.client_item_id, i.n, s.media_item_id, s.media_item_id IS NULL AS fresh,
               s.media_item_id IS NOT NULL AND m.id IS NULL AS gone, coalesce(s.content_hash = i.hash, false) AS same
        FROM input i
        LEFT JOIN media_item_sources s USING (client_id, item_type, client_item_id)
        LEFT JOIN media_items m ON m.id = s.media_item_id
        WHERE s.last_seen_run_id IS DISTINCT FROM :run::bigint
          AND i.client_item_id NOT IN (SELECT f.client_item_id FROM job_run_failures f
                                       WHERE f.run_id = :run::bigint AND f.client_id = :client::bigint
                                         AND f.item_type = :type AND f.client_item_id <> '')
    ), seen AS (
        UPDATE media_item_sources s SET last_seen_run_id = :run::bigint FROM known k
        WHERE s.client_id = k.client_id AND s.item_type = k.item_type AND s.client_item_id = k.client_item_id
          AND k.same AND NOT k.gone
    ), dropped AS (
        DELETE FROM media_item_sources s USING known k
        WHERE s.client_id = k.client_id AND s.item_type = k.item_type AND s.client_item_id = k.client_item_id AND k.gone
    )
    SELECT count(*) FILTER (WHERE same AND NOT gone) AS unchanged,
           coalesce(jsonb_agg(n ORDER BY n) FILTER (WHERE fresh OR gone), '[]')::text AS fresh,
           coalesce(jsonb_agg(jsonb_build_array(n, media_item_id))
                    FILTER (WHERE NOT fresh AND NOT gone AND NOT same), '[]')::text AS changed
    FROM known)sql";

known_items look_up(soci::session& session, run_id run, const item_batch& batch, const std::vector<ready_item>& items) {
    json_rows rows;
    for (std::size_t n = 0; n < items.size(); ++n) {
        rows.row();
        rows.number("n", static_cast<std::int64_t>(n));
        rows.text("id", items[n].item->source_id);
        rows.text("hash", items[n].hash);
    }

    known_items known;
    query(session, k_look_up)
        .bind("items", rows.array())
        .bind("client", batch.client)
        .bind("type", to_string(batch.type()))
        .bind("run", run)
        .each([&](const soci::row& row) {
            known.unchanged = number_of(row, "unchanged");
            const auto fresh = json::parse(text_of(row, "fresh"));
            const auto changed = json::parse(text_of(row, "changed"));
            for (const auto& n : fresh.as_array())
                known.fresh.push_back(n.to_number<std::size_t>());
            for (const auto& entry : changed.as_array())
                known.changed.push_back(
                    {entry.at(0).to_number<std::size_t>(), entry.at(1).to_number<std::int64_t>(), false});
        });
    return known;
}

std::vector<item_failure> unstorable(const item_batch& batch) {
    std::vector<item_failure> failures;
    for (const auto& item : batch.items) {
        if (is_storable(item)) continue;
        auto why = item.source_id.empty() ? "the server gives it no id" : "its id is longer than 1,024 bytes";
        failures.push_back({clean_text(item.source_id, k_longest_source_id), item.title, why});
    }
    return failures;
}

// Names the entries of lists that are not in the library. They do not count: the list itself was written.
void name_missing_entries(soci::session& session, run_id run, const item_batch& batch,
                          const std::vector<ready_item>& items, std::vector<item_failure>& failures) {
    for (const auto& list : items) {
        if (list.missing.empty()) continue;
        const auto what = fmt::format("{} \"{}\"", to_string(batch.type()), list.item->title);
        std::vector<item_failure> missing;
        for (const auto position : list.missing) {
            const auto& entry = list.item->references[position];
            missing.push_back(
                {entry.source_id, entry.title,
                 fmt::format("entry {} of the {}, a {}, is not in the library; sync {} first", position + 1, what,
                             to_string(entry.type), to_string(library_of(entry.type)))});
        }
        const auto kind = fmt::format("{} {}", to_string(batch.type()), list.item->source_id);
        const auto unmet = record_failures(session, run, batch.client, kind, missing);
        failures.insert(failures.end(), unmet.begin(), unmet.end());
    }
}

} // namespace

// Locks are taken in one order: the client's own mappings, the type's identity (item_matching.hpp) if anything is fresh, media
// items by id, those that they belong to likewise, the run's row. A sweep goes from mappings to media items and on to mappings
// of other clients; that it meets a batch of those in between is possible and rare, PostgreSQL then ends one of the two, and it
// is tried again.
batch_outcome write_items(soci::session& session, run_id run, const item_batch& batch) {
    if (batch.items.empty()) return {};
    const auto items = ready_items(session, batch);
    auto known = look_up(session, run, batch, items);

    // What is fresh stays so while the lock is waited for: nobody but this run maps items of this client and type.
    const auto matches = match_items(session, batch, items, known.fresh);
    for (const auto& [n, media_item_id] : matches)
        known.changed.push_back({n, media_item_id, true});
    std::erase_if(known.fresh, [&](std::size_t n) { return matches.contains(n); });

    media_item_ids written;
    for (const auto& change : known.changed)
        written.insert(change.media_item_id);
    const auto former = wholes_of(session, batch.type(), written);

    const auto gone = update_items(session, run, batch, items, known.changed);
    known.fresh.insert(known.fresh.end(), gone.begin(), gone.end());
    auto created = create_items(session, run, batch, items, known.fresh);

    batch_outcome outcome;
    outcome.counts.unchanged = known.unchanged;
    outcome.counts.updated = static_cast<std::int64_t>(known.changed.size() - gone.size());
    outcome.counts.created = static_cast<std::int64_t>(created.size());
    written.merge(created);
    list_parts(session, batch.type(), written, former);
    outcome.failures = record_failures(session, run, batch.client, to_string(batch.type()), unstorable(batch));
    outcome.counts.failed = static_cast<std::int64_t>(outcome.failures.size());
    name_missing_entries(session, run, batch, items, outcome.failures);
    return outcome;
}

} // namespace media_sync::postgres
