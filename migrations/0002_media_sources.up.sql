-- Which media item stands for which item of which client, by index instead of by JSON; filled once from what the host has.

-- step
DO $$
DECLARE
    needed text;
BEGIN
    IF to_regclass('media_items') IS NULL THEN
        RAISE EXCEPTION 'the host''s database has no table media_items'
            USING ERRCODE = 'undefined_table', HINT = 'Create the host''s own tables before migrating its plugins.';
    END IF;
    FOREACH needed IN ARRAY ARRAY['id', 'created_at', 'updated_at', 'uuid', 'owner_id', 'sync_clients', 'external_ids',
                                  'is_public', 'type', 'title', 'release_date', 'release_year', 'data']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('media_items')
                       AND a.attname = needed AND NOT a.attisdropped) THEN
            RAISE EXCEPTION 'the host''s table media_items has no column %', needed
                USING ERRCODE = 'undefined_column', HINT = 'Bring the host''s own tables up to date first.';
        END IF;
    END LOOP;
END
$$;

-- step
CREATE TABLE IF NOT EXISTS media_sync_schema_additions (
    migration integer NOT NULL,
    object_kind text NOT NULL,
    object_name text NOT NULL,
    previous text,
    PRIMARY KEY (migration, object_kind, object_name)
);

-- step
-- item_type is media_items.type. Ids and keys are compared byte by byte, so they have the collation "C".
DO $$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN
        SELECT * FROM (VALUES
            ('media_item_sources', '(
                client_id bigint NOT NULL,
                item_type text COLLATE "C" NOT NULL,
                client_item_id text COLLATE "C" NOT NULL,
                media_item_id bigint NOT NULL,
                is_primary boolean NOT NULL,
                content_hash bytea,
                last_seen_run_id bigint,
                created_at timestamp with time zone NOT NULL DEFAULT now(),
                PRIMARY KEY (client_id, item_type, client_item_id)
             ) WITH (fillfactor = 50)'),
            ('media_item_keys', '(
                item_type text COLLATE "C" NOT NULL,
                key text COLLATE "C" NOT NULL,
                media_item_id bigint NOT NULL,
                PRIMARY KEY (item_type, key, media_item_id)
             )'),
            ('job_run_failures', '(
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                run_id bigint NOT NULL,
                client_id bigint NOT NULL,
                item_type text COLLATE "C" NOT NULL,
                client_item_id text COLLATE "C" NOT NULL,
                title text NOT NULL,
                error text NOT NULL,
                created_at timestamp with time zone NOT NULL DEFAULT now()
             )')
        ) AS ours(name, definition)
    LOOP
        IF to_regclass(wanted.name) IS NULL THEN
            EXECUTE format('CREATE TABLE %I %s', wanted.name, wanted.definition);
            INSERT INTO media_sync_schema_additions VALUES (2, 'table', wanted.name) ON CONFLICT DO NOTHING;
        ELSIF NOT EXISTS (SELECT FROM media_sync_schema_additions a
                          WHERE a.migration = 2 AND a.object_kind = 'table' AND a.object_name = wanted.name) THEN
            RAISE EXCEPTION 'the database has a table % that is not the plugin''s', wanted.name
                USING ERRCODE = 'duplicate_table', HINT = 'Rename it.';
        END IF;
    END LOOP;
END
$$;

-- step
CREATE INDEX IF NOT EXISTS media_item_sources_media_item_id ON media_item_sources (media_item_id);

-- step
CREATE INDEX IF NOT EXISTS media_item_keys_media_item_id ON media_item_keys (media_item_id);

-- step
CREATE INDEX IF NOT EXISTS job_run_failures_run_id ON job_run_failures (run_id, id);

-- step
CREATE UNIQUE INDEX IF NOT EXISTS job_run_failures_item
    ON job_run_failures (run_id, client_id, item_type, client_item_id) WHERE client_item_id <> '';

-- step
-- sync_clients is a bare entry, NULL, or an array of entries. Where several media items claim one item of a client, the
-- oldest has it. The first entry of a media item is its primary source.
WITH entry AS (
    SELECT m.id AS media_item_id, m.type, listed.position, listed.value ->> 'clientID' AS client_id,
           listed.value ->> 'itemID' AS client_item_id
    FROM media_items m
    CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(m.sync_clients)
                                                WHEN 'array' THEN m.sync_clients
                                                WHEN 'object' THEN jsonb_build_array(m.sync_clients)
                                                ELSE '[]' END) WITH ORDINALITY AS listed(value, position)
    WHERE m.type <> ''
), mapping AS (
    SELECT DISTINCT ON (CAST(client_id AS bigint), type, client_item_id)
           CAST(client_id AS bigint) AS client_id, type, client_item_id, media_item_id, position
    FROM entry
    WHERE client_id ~ '^[0-9]{1,18}$' AND client_item_id <> '' AND octet_length(client_item_id) <= 1024
    ORDER BY CAST(client_id AS bigint), type, client_item_id, media_item_id, position
)
INSERT INTO media_item_sources (client_id, item_type, client_item_id, media_item_id, is_primary)
SELECT client_id, type, client_item_id, media_item_id,
       row_number() OVER (PARTITION BY media_item_id ORDER BY position) = 1
FROM mapping
ON CONFLICT DO NOTHING;

-- step
-- The keys by which two clients' items are found to be one. Letters of ASCII count as lower case, spaces at the ends not
-- at all, and nothing else is changed: the plugin computes the same keys.
--   id:SOURCE:ID      an external id
--   title:YEAR:TITLE  of a movie or series
--   name:NAME         of an artist
WITH item_key AS (
    SELECT m.type, m.id, 'id:' || lower((listed ->> 'source') COLLATE "C") || ':' || (listed ->> 'id') AS key
    FROM media_items m
    CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(m.external_ids)
                                                WHEN 'array' THEN m.external_ids ELSE '[]' END) AS listed
    WHERE listed ->> 'source' <> '' AND listed ->> 'id' <> ''
    UNION
    SELECT m.type, m.id, 'title:' || m.release_year || ':' || lower(btrim(m.title, ' ') COLLATE "C")
    FROM media_items m
    WHERE m.type IN ('movie', 'series') AND m.release_year > 0 AND btrim(m.title, ' ') <> ''
    UNION
    SELECT m.type, m.id, 'name:' || lower(btrim(m.title, ' ') COLLATE "C")
    FROM media_items m
    WHERE m.type = 'artist' AND btrim(m.title, ' ') <> ''
)
INSERT INTO media_item_keys (item_type, key, media_item_id)
SELECT type, key, id FROM item_key
WHERE type <> '' AND octet_length(key) <= 1024
ON CONFLICT DO NOTHING;
