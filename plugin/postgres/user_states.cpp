#include "plugin/postgres/user_states.hpp"

#include "plugin/postgres/item_failures.hpp"
#include "plugin/postgres/json_text.hpp"
#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <map>
#include <set>

namespace media_sync::postgres {

namespace {

// The first half of the advisory locks that stand for a user's play states; the second is the user.
constexpr std::int64_t k_user_lock = 0x53'55'41'01;

// Two clients of a user that are synced at once must not both find no row.
constexpr auto k_lock_user = "SELECT pg_advisory_xact_lock(:class::int, hashint8(:user::bigint))";

void lock_user(soci::session& session, user_id user) {
    query(session, k_lock_user).bind("class", k_user_lock).bind("user", user).run();
}

std::string states_json(std::span<const user_item_state> states) {
    json_rows rows;
    std::set<std::pair<item_type, std::string_view>> listed;
    for (std::size_t n = 0; n < states.size(); ++n) {
        const auto& state = states[n];
        if (!listed.emplace(state.type, state.source_id).second) continue;
        std::optional<std::int64_t> played;
        if (state.last_played_at) played = state.last_played_at->time_since_epoch().count();

        rows.row();
        rows.number("n", static_cast<std::int64_t>(n));
        rows.text("item_type", to_string(state.type));
        rows.text("client_item_id", state.source_id);
        if (state.is_favorite) rows.flag("favorite", *state.is_favorite);
        rows.decimal("rating", state.user_rating);
        rows.number("plays", state.play_count);
        rows.number("played", played);
        rows.number("position", state.position_seconds);
        rows.number("duration", state.duration_seconds);
        rows.decimal("percentage", state.played_percentage);
        if (state.completed) rows.flag("completed", *state.completed);
    }
    return rows.array();
}

// Several ids of a client may stand for one item: what they say is joined before the item's row is touched.
constexpr auto k_write = R"sql(
    WITH input AS MATERIALIZED (
        SELECT :client::bigint AS client_id, :listing::text AS listing, i.*,
               timestamptz 'epoch' + i.played * interval '1 microsecond' AS played_at,
               decode(md5(ROW(i.favorite, i.rating, i.plays, i.played, i.position, i.duration, i.percentage, i.completed)::text),
                      'hex') AS hash
        FROM jsonb_to_recordset(:states::jsonb) AS i(n bigint, item_type text, client_item_id text, favorite boolean,
                                                     rating double precision, plays bigint, played bigint,
                                                     "position" bigint, duration bigint, percentage double precision,
                                                     completed boolean)
    ), unmet AS MATERIALIZED (
        SELECT i.*, m.id AS media_item_id,
               coalesce(u.content_hash = i.hash AND u.media_item_id = m.id, false) AS same
        FROM input i
        LEFT JOIN user_item_sources u USING (client_id, listing, item_type, client_item_id)
        LEFT JOIN media_item_sources s USING (client_id, item_type, client_item_id)
        LEFT JOIN media_items m ON m.id = s.media_item_id
        WHERE u.last_seen_run_id IS DISTINCT FROM :run::bigint
    ), met AS (
        INSERT INTO user_item_sources (client_id, listing, item_type, client_item_id, user_id, media_item_id, content_hash,
                                       last_seen_run_id)
        SELECT client_id, listing, item_type, client_item_id, :user::bigint, media_item_id, hash, :run::bigint
        FROM unmet WHERE media_item_id IS NOT NULL
        ORDER BY item_type COLLATE "C", client_item_id COLLATE "C"
        ON CONFLICT (client_id, listing, item_type, client_item_id)
        DO UPDATE SET user_id = excluded.user_id, media_item_id = excluded.media_item_id,
                      content_hash = excluded.content_hash, last_seen_run_id = excluded.last_seen_run_id
    ), said AS MATERIALIZED (
        SELECT media_item_id, min(item_type) AS item_type, bool_or(favorite) AS favorite, max(rating) AS rating,
               max(plays) AS plays, min(played_at) AS first_played, max(played_at) AS last_played,
               (array_agg("position" ORDER BY played DESC NULLS LAST))[1] AS "position", max(duration) AS duration,
               (array_agg(percentage ORDER BY played DESC NULLS LAST))[1] AS percentage, bool_or(completed) AS completed
        FROM unmet WHERE media_item_id IS NOT NULL AND NOT same
        GROUP BY media_item_id
    ), newest AS MATERIALIZED (
        SELECT d.media_item_id, max(d.id) AS id
        FROM user_media_item_data d JOIN said USING (media_item_id)
        WHERE d.user_id = :user::bigint
        GROUP BY d.media_item_id
    ), updated AS (
        UPDATE user_media_item_data d
        SET updated_at = now(),
            is_favorite = coalesce(s.favorite, d.is_favorite),
            user_rating = coalesce(s.rating::numeric, d.user_rating),
            play_count = greatest(d.play_count, s.plays),
            played_at = coalesce(d.played_at, s.first_played),
            last_played_at = greatest(d.last_played_at, s.last_played),
            position_seconds = CASE WHEN s.last_played < d.last_played_at THEN d.position_seconds
                                    ELSE coalesce(s."position", d.position_seconds) END,
            played_percentage = CASE WHEN s.last_played < d.last_played_at THEN d.played_percentage
                                     ELSE coalesce(s.percentage::numeric, d.played_percentage) END,
            duration_seconds = coalesce(s.duration, d.duration_seconds),
            completed = coalesce(d.completed, false) OR coalesce(s.completed, false)
        FROM said s JOIN newest n USING (media_item_id)
        WHERE d.id = n.id
        RETURNING d.media_item_id
    ), created AS (
        INSERT INTO user_media_item_data (created_at, updated_at, uuid, user_id, media_item_id, type, played_at,
                                          last_played_at, is_favorite, is_disliked, user_rating, watchlist,
                                          played_percentage, play_count, position_seconds, duration_seconds, completed)
        SELECT now(), now(), gen_random_uuid(), :user::bigint, s.media_item_id, s.item_type, s.first_played, s.last_played,
               coalesce(s.favorite, false), false, coalesce(s.rating::numeric, 0), false,
               coalesce(s.percentage::numeric, 0), coalesce(s.plays, 0), coalesce(s."position", 0),
               coalesce(s.duration, 0), coalesce(s.completed, false)
        FROM said s
        WHERE s.media_item_id NOT IN (SELECT n.media_item_id FROM newest n)
        RETURNING media_item_id
    )
    SELECT count(*) FILTER (WHERE same) AS unchanged,
           count(*) FILTER (WHERE NOT same AND media_item_id IN (SELECT c.media_item_id FROM created c)) AS created,
           count(*) FILTER (WHERE NOT same AND media_item_id IN (SELECT u.media_item_id FROM updated u)) AS updated,
           coalesce(jsonb_agg(n ORDER BY n) FILTER (WHERE media_item_id IS NULL), '[]')::text AS unknown
    FROM unmet)sql";

item_failure not_in_library(const user_item_state& state) {
    return {state.source_id, state.title,
            fmt::format("this {} is not in the library; sync {} first", to_string(state.type),
                        to_string(library_of(state.type)))};
}

} // namespace

batch_outcome write_states(soci::session& session, run_id run, const item_batch& batch) {
    batch_outcome outcome;
    if (batch.states.empty()) return outcome;

    lock_user(session, batch.owner);
    std::map<item_type, std::vector<item_failure>> unknown;
    query(session, k_write)
        .bind("states", states_json(batch.states))
        .bind("client", batch.client)
        .bind("listing", to_string(batch.what))
        .bind("user", batch.owner)
        .bind("run", run)
        .each([&](const soci::row& row) {
            outcome.counts.unchanged = number_of(row, "unchanged");
            outcome.counts.created = number_of(row, "created");
            outcome.counts.updated = number_of(row, "updated");
            const auto positions = boost::json::parse(text_of(row, "unknown"));
            for (const auto& n : positions.as_array()) {
                const auto& state = batch.states[n.to_number<std::size_t>()];
                unknown[state.type].push_back(not_in_library(state));
            }
        });

    // One id may name items of several types, so each type has failures of its own.
    for (const auto& [type, failures] : unknown) {
        const auto kind = fmt::format("{} {}", to_string(batch.what), to_string(type));
        const auto unmet = record_failures(session, run, batch.client, kind, failures);
        outcome.failures.insert(outcome.failures.end(), unmet.begin(), unmet.end());
    }
    outcome.counts.failed = static_cast<std::int64_t>(outcome.failures.size());
    return outcome;
}

// A part ends at the 5,000th.
constexpr auto k_forget = R"sql(
    WITH gone AS (
        DELETE FROM user_item_sources s
        WHERE s.client_id = :client::bigint AND s.listing = 'favorites' AND s.last_seen_run_id <> :run::bigint
          AND ((s.item_type, s.client_item_id) <= (
                  SELECT o.item_type, o.client_item_id FROM user_item_sources o
                  WHERE o.client_id = :client::bigint AND o.listing = 'favorites' AND o.last_seen_run_id <> :run::bigint
                  ORDER BY o.item_type, o.client_item_id OFFSET 4999 LIMIT 1)) IS NOT FALSE
        RETURNING s.user_id, s.media_item_id
    ), unliked AS (
        SELECT DISTINCT g.user_id, g.media_item_id FROM gone g
        WHERE NOT EXISTS (SELECT FROM user_item_sources o
                          WHERE o.media_item_id = g.media_item_id AND o.user_id = g.user_id AND o.listing = 'favorites'
                            AND (o.client_id <> :client::bigint OR o.last_seen_run_id = :run::bigint))
    ), newest AS (
        SELECT max(d.id) AS id
        FROM user_media_item_data d JOIN unliked u USING (user_id, media_item_id)
        GROUP BY d.user_id, d.media_item_id
    ), updated AS (
        UPDATE user_media_item_data d SET is_favorite = false, updated_at = now()
        FROM newest n WHERE d.id = n.id AND d.is_favorite
    )
    SELECT count(*) AS gone FROM gone)sql";

std::int64_t forget_favorites(soci::session& session, run_id run, client_id client) {
    std::int64_t gone = 0;
    query(session, k_forget).bind("client", client).bind("run", run).each([&](const soci::row& row) {
        gone = number_of(row, "gone");
    });
    return gone;
}

} // namespace media_sync::postgres
