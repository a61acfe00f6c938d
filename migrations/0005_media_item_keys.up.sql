-- The keys of what has its place in something else: albums, seasons, episodes and tracks. Filled once from what the host has.

-- step
CREATE TABLE IF NOT EXISTS media_sync_schema_additions (
    migration integer NOT NULL,
    object_kind text NOT NULL,
    object_name text NOT NULL,
    previous text,
    PRIMARY KEY (migration, object_kind, object_name)
);

-- step
INSERT INTO media_sync_schema_additions VALUES (5, 'rows', 'media_item_keys') ON CONFLICT DO NOTHING;

-- step
-- Ids and numbers count only as the plugin writes them: whole JSON numbers, not negative, of at most eighteen and nine digits.
-- They are compared as JSON text, in which a string would have its quotes.
-- Letters of ASCII count as lower case, spaces at the ends not at all: the plugin computes the same keys.
--   album:ARTIST:YEAR:TITLE
--   season:SERIES:NUMBER             0 is the specials
--   episode:SERIES:SEASON:NUMBER
--   track:ALBUM:DISC:NUMBER:TITLE    a disc that is not known, or 0, is the first
WITH item AS (
    SELECT m.id, m.type, m.release_year AS year, lower(btrim(m.title, ' ') COLLATE "C") AS name,
           CAST(m.data -> 'seriesID' AS text) AS series,
           CAST(m.data -> 'artistID' AS text) AS artist,
           CAST(m.data -> 'albumID' AS text) AS album,
           CAST(m.data -> 'seasonNumber' AS text) AS season,
           CAST(m.data -> 'number' AS text) AS episode,
           CAST(m.data -> 'trackNumber' AS text) AS track,
           coalesce(substring(CAST(m.data -> 'discNumber' AS text) FROM '^[1-9][0-9]{0,8}$'), '1') AS disc
    FROM media_items m
    WHERE m.type IN ('album', 'season', 'episode', 'track') AND jsonb_typeof(m.data) = 'object'
), item_key AS (
    SELECT type, id, 'album:' || artist || ':' || year || ':' || name AS key
    FROM item
    WHERE type = 'album' AND artist ~ '^[1-9][0-9]{0,17}$' AND year > 0 AND name <> ''
    UNION ALL
    SELECT type, id, 'season:' || series || ':' || season
    FROM item
    WHERE type = 'season' AND series ~ '^[1-9][0-9]{0,17}$' AND season ~ '^[0-9]{1,9}$'
    UNION ALL
    SELECT type, id, 'episode:' || series || ':' || season || ':' || episode
    FROM item
    WHERE type = 'episode' AND series ~ '^[1-9][0-9]{0,17}$' AND season ~ '^[0-9]{1,9}$' AND episode ~ '^[0-9]{1,9}$'
    UNION ALL
    SELECT type, id, 'track:' || album || ':' || disc || ':' || track || ':' || name
    FROM item
    WHERE type = 'track' AND album ~ '^[1-9][0-9]{0,17}$' AND track ~ '^[0-9]{1,9}$' AND name <> ''
)
INSERT INTO media_item_keys (item_type, key, media_item_id)
SELECT type, key, id FROM item_key
WHERE octet_length(key) <= 1024
ON CONFLICT DO NOTHING;
