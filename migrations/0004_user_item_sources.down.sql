-- Takes away the plugin's own table; what was read into the host's stays.

-- step
DO $$
DECLARE
    added text;
BEGIN
    IF to_regclass('media_sync_schema_additions') IS NULL THEN
        RETURN;
    END IF;

    FOR added IN DELETE FROM media_sync_schema_additions WHERE migration = 4 RETURNING object_name LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I', added);
    END LOOP;

    IF NOT EXISTS (SELECT FROM media_sync_schema_additions) THEN
        DROP TABLE media_sync_schema_additions;
    END IF;
END
$$;
