-- Which item of which client a user's history and favourites were read from: what a run has seen, and what has changed.

-- step
CREATE TABLE IF NOT EXISTS media_sync_schema_additions (
    migration integer NOT NULL,
    object_kind text NOT NULL,
    object_name text NOT NULL,
    previous text,
    PRIMARY KEY (migration, object_kind, object_name)
);

-- step
DO $$
DECLARE
    needed text;
BEGIN
    IF to_regclass('user_media_item_data') IS NULL THEN
        RAISE EXCEPTION 'the host''s database has no table user_media_item_data'
            USING ERRCODE = 'undefined_table', HINT = 'Create the host''s own tables before migrating its plugins.';
    END IF;
    FOREACH needed IN ARRAY ARRAY['id', 'uuid', 'user_id', 'media_item_id', 'type', 'played_at', 'last_played_at',
                                  'is_favorite', 'is_disliked', 'user_rating', 'watchlist', 'played_percentage',
                                  'play_count', 'position_seconds', 'duration_seconds', 'completed', 'created_at',
                                  'updated_at']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('user_media_item_data')
                       AND a.attname = needed AND NOT a.attisdropped) THEN
            RAISE EXCEPTION 'the host''s table user_media_item_data has no column %', needed
                USING ERRCODE = 'undefined_column', HINT = 'Bring the host''s own tables up to date first.';
        END IF;
    END LOOP;
END
$$;

-- step
-- listing is "history" or "favorites", item_type is media_items.type. Ids are compared byte by byte.
DO $$
BEGIN
    IF to_regclass('user_item_sources') IS NULL THEN
        CREATE TABLE user_item_sources (
            client_id bigint NOT NULL,
            listing text COLLATE "C" NOT NULL,
            item_type text COLLATE "C" NOT NULL,
            client_item_id text COLLATE "C" NOT NULL,
            user_id bigint NOT NULL,
            media_item_id bigint NOT NULL,
            content_hash bytea NOT NULL,
            last_seen_run_id bigint NOT NULL,
            PRIMARY KEY (client_id, listing, item_type, client_item_id)
        ) WITH (fillfactor = 50);
        INSERT INTO media_sync_schema_additions VALUES (4, 'table', 'user_item_sources') ON CONFLICT DO NOTHING;
    ELSIF NOT EXISTS (SELECT FROM media_sync_schema_additions a
                      WHERE a.migration = 4 AND a.object_kind = 'table' AND a.object_name = 'user_item_sources') THEN
        RAISE EXCEPTION 'the database has a table user_item_sources that is not the plugin''s'
            USING ERRCODE = 'duplicate_table', HINT = 'Rename it.';
    END IF;
END
$$;

-- step
CREATE INDEX IF NOT EXISTS user_item_sources_media_item_id ON user_item_sources (media_item_id);
