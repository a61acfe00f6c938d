-- Takes away the columns that up added, as media_sync_schema_additions has it.

-- step
DO $$
DECLARE
    dropped text;
BEGIN
    IF to_regclass('media_sync_schema_additions') IS NULL THEN
        RETURN;
    END IF;

    WITH gone AS (DELETE FROM media_sync_schema_additions WHERE migration = 3 RETURNING object_name)
    SELECT string_agg(format('DROP COLUMN IF EXISTS %I', object_name), ', ') INTO dropped FROM gone;

    IF dropped IS NOT NULL THEN
        EXECUTE 'ALTER TABLE job_runs ' || dropped;
    END IF;
    IF NOT EXISTS (SELECT FROM media_sync_schema_additions) THEN
        DROP TABLE media_sync_schema_additions;
    END IF;
END
$$;
