-- Takes away what up added, as media_sync_schema_additions has it, and nothing that was there before.

-- step: non-transactional
DROP INDEX CONCURRENTLY IF EXISTS media_sync_job_runs_active;

-- step: non-transactional
DROP INDEX CONCURRENTLY IF EXISTS media_sync_job_runs_of_sync_job;

-- step
DO $$
DECLARE
    added record;
    dropped text;
BEGIN
    IF to_regclass('media_sync_schema_additions') IS NULL THEN
        RETURN;
    END IF;

    FOR added IN DELETE FROM media_sync_schema_additions WHERE migration = 1 RETURNING * LOOP
        IF added.object_kind = 'column' THEN
            dropped = concat_ws(', ', dropped, format('DROP COLUMN IF EXISTS %I', added.object_name));
        ELSIF added.object_kind = 'table' THEN
            EXECUTE format('DROP TABLE IF EXISTS %I', added.object_name);
        ELSIF added.previous IS NULL THEN
            ALTER TABLE job_runs RESET (fillfactor);
        ELSE
            EXECUTE format('ALTER TABLE job_runs SET (fillfactor = %s)', added.previous);
        END IF;
    END LOOP;

    IF dropped IS NOT NULL THEN
        EXECUTE 'ALTER TABLE job_runs ' || dropped;
    END IF;
    IF NOT EXISTS (SELECT FROM media_sync_schema_additions) THEN
        DROP TABLE media_sync_schema_additions;
    END IF;
END
$$;
