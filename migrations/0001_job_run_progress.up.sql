-- Gives job_runs the columns of job progress and of resumable runs, whatever it has of them already, and adds what the
-- executors of runs need. media_sync_schema_additions remembers what was really added, so that down takes away no more.
-- Every step may be run again after a failure half-way.

-- step
DO $$
DECLARE
    needed record;
BEGIN
    FOR needed IN
        SELECT * FROM (VALUES
            ('job_runs', 'id'), ('job_runs', 'created_at'), ('job_runs', 'updated_at'), ('job_runs', 'job_name'),
            ('job_runs', 'job_type'), ('job_runs', 'status'), ('job_runs', 'start_time'), ('job_runs', 'end_time'),
            ('job_runs', 'user_id'), ('job_runs', 'error_message'), ('job_runs', 'metadata'),
            ('media_sync_jobs', 'id'), ('media_sync_jobs', 'updated_at'), ('media_sync_jobs', 'user_id'),
            ('media_sync_jobs', 'client_id'), ('media_sync_jobs', 'sync_type'), ('media_sync_jobs', 'last_sync_time')
        ) AS host(table_name, column_name)
    LOOP
        IF to_regclass(needed.table_name) IS NULL THEN
            RAISE EXCEPTION 'the host''s database has no table %', needed.table_name
                USING ERRCODE = 'undefined_table', HINT = 'Create the host''s own tables before migrating its plugins.';
        END IF;
        IF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass(needed.table_name)
                       AND a.attname = needed.column_name AND NOT a.attisdropped) THEN
            RAISE EXCEPTION 'the host''s table % has no column %', needed.table_name, needed.column_name
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
DO $$
DECLARE
    wanted record;
    found text;
    added text;
BEGIN
    FOR wanted IN
        SELECT * FROM (VALUES
            ('progress', 'bigint NOT NULL DEFAULT 0', 'smallint|integer|bigint'),
            ('total_items', 'bigint DEFAULT 0', 'integer|bigint'),
            ('processed_items', 'bigint DEFAULT 0', 'integer|bigint'),
            ('status_message', 'text', 'text|character varying'),
            ('progress_data', 'jsonb', 'jsonb'),
            ('revision', 'bigint NOT NULL DEFAULT 0', 'bigint'),
            ('advanced_at', 'timestamp with time zone', 'timestamp with time zone'),
            ('executor', 'uuid', 'uuid'),
            ('attempt', 'integer NOT NULL DEFAULT 0', 'integer|bigint'),
            ('barren_attempts', 'integer NOT NULL DEFAULT 0', 'integer|bigint'),
            ('media_sync_job_id', 'bigint', 'bigint'),
            ('resume_cursor', 'jsonb', 'jsonb'),
            ('cancel_requested_at', 'timestamp with time zone', 'timestamp with time zone')
        ) AS progress(name, definition, usable_types)
    LOOP
        SELECT format_type(a.atttypid, a.atttypmod) INTO found FROM pg_attribute a
        WHERE a.attrelid = to_regclass('job_runs') AND a.attname = wanted.name AND NOT a.attisdropped;

        IF found IS NULL THEN
            added = concat_ws(', ', added, format('ADD COLUMN %I %s', wanted.name, wanted.definition));
            INSERT INTO media_sync_schema_additions VALUES (1, 'column', wanted.name) ON CONFLICT DO NOTHING;
        ELSIF found !~ ('^(' || wanted.usable_types || ')$') THEN
            RAISE EXCEPTION 'the host''s column job_runs.% is of type %, and has to be %',
                wanted.name, found, replace(wanted.usable_types, '|', ' or ')
                USING ERRCODE = 'datatype_mismatch', HINT = 'Change its type, or rename it.';
        END IF;
    END LOOP;

    -- One ALTER, so that the table is locked once, and only for as long as the catalogue takes: no default is volatile.
    IF added IS NOT NULL THEN
        EXECUTE 'ALTER TABLE job_runs ' || added;
    END IF;
END
$$;

-- step
-- Room on every page for the next version of its rows: an update of progress then touches no index (HOT).
DO $$
DECLARE
    before text;
BEGIN
    SELECT option_value INTO before
    FROM pg_class c, pg_options_to_table(c.reloptions)
    WHERE c.oid = to_regclass('job_runs') AND option_name = 'fillfactor';

    IF before IS DISTINCT FROM '50' THEN
        INSERT INTO media_sync_schema_additions VALUES (1, 'fillfactor', 'job_runs', before) ON CONFLICT DO NOTHING;
        ALTER TABLE job_runs SET (fillfactor = 50);
    END IF;
END
$$;

-- step
DO $$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN
        SELECT * FROM (VALUES
            ('job_executors', '(
                executor uuid PRIMARY KEY,
                heartbeat_at timestamp with time zone NOT NULL
             ) WITH (fillfactor = 50)'),
            ('job_run_locks', '(
                client_id bigint NOT NULL,
                sync_type text NOT NULL,
                run_id bigint NOT NULL,
                PRIMARY KEY (client_id, sync_type)
             )')
        ) AS ours(name, definition)
    LOOP
        IF to_regclass(wanted.name) IS NULL THEN
            EXECUTE format('CREATE TABLE %I %s', wanted.name, wanted.definition);
            INSERT INTO media_sync_schema_additions VALUES (1, 'table', wanted.name) ON CONFLICT DO NOTHING;
        ELSIF NOT EXISTS (SELECT FROM media_sync_schema_additions a
                          WHERE a.migration = 1 AND a.object_kind = 'table' AND a.object_name = wanted.name) THEN
            RAISE EXCEPTION 'the database has a table % that is not the plugin''s', wanted.name
                USING ERRCODE = 'duplicate_table', HINT = 'Rename it.';
        END IF;
    END LOOP;
END
$$;

-- step: non-transactional
DROP INDEX CONCURRENTLY IF EXISTS media_sync_job_runs_active;

-- step: non-transactional
CREATE INDEX CONCURRENTLY media_sync_job_runs_active ON job_runs (id) WHERE status IN ('pending', 'running');

-- step: non-transactional
DROP INDEX CONCURRENTLY IF EXISTS media_sync_job_runs_of_sync_job;

-- step: non-transactional
CREATE INDEX CONCURRENTLY media_sync_job_runs_of_sync_job ON job_runs (media_sync_job_id, id DESC);
