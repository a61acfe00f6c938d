-- Takes away the keys that up and the plugin since then have added to media_item_keys.

-- step
DO $$
BEGIN
    IF to_regclass('media_sync_schema_additions') IS NULL THEN
        RETURN;
    END IF;

    DELETE FROM media_sync_schema_additions WHERE migration = 5;
    IF FOUND THEN
        DELETE FROM media_item_keys
        WHERE item_type = 'album' AND key LIKE 'album:%' OR item_type = 'season' AND key LIKE 'season:%'
           OR item_type = 'episode' AND key LIKE 'episode:%' OR item_type = 'track' AND key LIKE 'track:%';
    END IF;
    IF NOT EXISTS (SELECT FROM media_sync_schema_additions) THEN
        DROP TABLE media_sync_schema_additions;
    END IF;
END
$$;
