-- Keeps a run's rate and remaining time with the row they describe, so that every process shows the same under one revision.
-- No index on them: an update of progress stays off every index (HOT).

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
    wanted text;
    found text;
    added text;
BEGIN
    IF to_regclass('job_runs') IS NULL THEN
        RAISE EXCEPTION 'the host''s database has no table job_runs'
            USING ERRCODE = 'undefined_table', HINT = 'Create the host''s own tables before migrating its plugins.';
    END IF;

    FOREACH wanted IN ARRAY ARRAY['items_per_second', 'eta_seconds'] LOOP
        found = (SELECT format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
                 WHERE a.attrelid = to_regclass('job_runs') AND a.attname = wanted AND NOT a.attisdropped);

        IF found IS NULL THEN
            added = concat_ws(', ', added, format('ADD COLUMN %I double precision', wanted));
            INSERT INTO media_sync_schema_additions VALUES (3, 'column', wanted) ON CONFLICT DO NOTHING;
        ELSIF found <> 'double precision' THEN
            RAISE EXCEPTION 'the host''s column job_runs.% is of type %, and has to be double precision', wanted, found
                USING ERRCODE = 'datatype_mismatch', HINT = 'Change its type, or rename it.';
        END IF;
    END LOOP;

    -- One ALTER, so that the table is locked once, and only for as long as the catalogue takes.
    IF added IS NOT NULL THEN
        EXECUTE 'ALTER TABLE job_runs ' || added;
    END IF;
END
$$;
