"""Everything that was ever committed to the rows of runs, on the database's clock."""

CREATE = """
    CREATE TABLE run_journal (
        entry bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), id bigint, status text, executor uuid,
        attempt bigint, revision bigint, progress bigint, total bigint, processed bigint, phase text,
        writer text NOT NULL DEFAULT current_setting('application_name')
    );
    CREATE FUNCTION note_run() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO run_journal (id, status, executor, attempt, revision, progress, total, processed, phase)
        VALUES (NEW.id, NEW.status, NEW.executor, NEW.attempt, NEW.revision, NEW.progress, NEW.total_items, NEW.processed_items,
                NEW.progress_data ->> 'phase');
        RETURN NULL;
    END $$;
    CREATE TRIGGER note_run AFTER INSERT OR UPDATE ON job_runs FOR EACH ROW EXECUTE FUNCTION note_run()"""

# Of two entries of a run, the later one and what it does to the earlier one.
BREACHES = """
    SELECT entry, what FROM (
        SELECT j.entry, j.id,
               CASE WHEN b.status IN ('completed', 'failed', 'cancelled') THEN 'has changed after its end'
                    WHEN j.revision NOT IN (b.revision, b.revision + 1) THEN 'has skipped a revision'
                    WHEN j.revision = b.revision AND (j.status, j.executor, j.attempt, j.progress, j.total, j.processed, j.phase)
                         IS DISTINCT FROM (b.status, b.executor, b.attempt, b.progress, b.total, b.processed, b.phase)
                    THEN 'has changed without a revision'
                    WHEN j.progress < b.progress THEN 'has fallen in percent'
                    WHEN j.processed < b.processed THEN 'has lost items'
                    WHEN j.processed > j.total THEN 'has more items than there are'
                    WHEN j.attempt < b.attempt THEN 'is in an earlier attempt'
                    WHEN j.attempt = b.attempt AND j.executor IS DISTINCT FROM b.executor THEN 'has changed hands within an attempt'
               END AS what
        FROM (SELECT *, lag(entry) OVER (PARTITION BY id ORDER BY entry) AS before FROM run_journal) j
        JOIN run_journal b ON b.entry = j.before
    ) each WHERE what IS NOT NULL"""


class Journal:
    def __init__(self, database):
        """For a database with the plugin's columns."""
        self._database = database
        database.execute(CREATE)

    def breaches(self):
        """What a run must never do and some run has done."""
        return self._database.rows(BREACHES)

    def attempt(self, run):
        """The latest: {number, executor, processed}; processed counts from its beginning on."""
        (latest,) = self._database.rows(
            f"""SELECT attempt AS number, executor, max(processed) - min(processed) AS processed FROM run_journal
                WHERE id = {run} GROUP BY attempt, executor ORDER BY attempt DESC LIMIT 1"""
        )
        return latest

    def executors(self, run):
        """Who has executed which attempt: {attempt: executor}."""
        rows = self._database.rows(f"SELECT DISTINCT attempt, executor FROM run_journal WHERE id = {run} AND attempt > 0")
        return {row["attempt"]: row["executor"] for row in rows}

    def writers(self, run, attempt):
        """Whose hand has written of a run in an attempt."""
        rows = self._database.rows(f"SELECT DISTINCT writer FROM run_journal WHERE id = {run} AND attempt = {attempt}")
        return {row["writer"] for row in rows}

    def written_after(self, run, attempt, writer, executor):
        """What a host has written of a run since this attempt began, without having made it its executor's again."""
        return self._database.rows(
            f"""SELECT * FROM run_journal WHERE id = {run} AND writer = '{writer}' AND executor <> '{executor}' AND entry > (
                    SELECT min(entry) FROM run_journal WHERE id = {run} AND attempt = {attempt})"""
        )

    def seconds_until_taken_over(self, run, attempt, since):
        """From a moment of the database's clock until a later attempt began."""
        return self._database.value(
            f"""SELECT extract(epoch FROM min(at) - '{since}')::float8 AS seconds FROM run_journal
                WHERE id = {run} AND attempt > {attempt}"""
        )
