"""The routes with millions of ended runs in the database, against the same active runs alone."""

import contextlib
import statistics

from database import Database
from figures import Figure, report
from host import Host
from scale import scaled
from wrk import run_wrk

ROUNDS = scaled(5, tiny=1)
SECONDS = scaled(2, tiny=1)
OLD_RUNS = scaled(1_000_000, full=10_000_000, tiny=1_000)
ACTIVE_RUNS = 100
USERS = 1_000
AT_ONCE = 250_000  # rows of one statement
PATIENCE_SECONDS = 1_800

# Another process executes them, and lives.
EXECUTOR = "99999999-9999-4999-8999-999999999999"

COLUMNS = """created_at, updated_at, job_name, job_type, status, start_time, end_time, user_id, error_message, progress, total_items,
    processed_items, status_message, progress_data, revision, attempt, executor, media_sync_job_id"""


def runs(first, count, status, owner):
    """Each of media_sync_jobs' rows has its share of an owner's runs."""
    return f"""INSERT INTO job_runs ({COLUMNS})
        SELECT t, t, 'system.media.sync', 'sync', '{status}', t, CASE '{status}' WHEN 'completed' THEN t END, {owner}, '', 100, 1200,
               1200, 'Media sync completed successfully', '{{"phase": "completed", "attempt": 1, "failures": []}}', 42, 1,
               '{EXECUTOR}', 1 + n % {ACTIVE_RUNS}
        FROM generate_series({first}, {first + count - 1}) AS n, LATERAL (SELECT now() - interval '1 day' AS t) AS times"""


def fill(database, old_runs):
    # Indexes are built faster than they are filled.
    indexes = database.rows(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'job_runs' AND indexname <> 'job_runs_pkey'"
    )
    for index in indexes:
        database.execute(f"DROP INDEX {index['indexname']}")
    for first in range(0, old_runs, AT_ONCE):
        database.execute(runs(first, min(AT_ONCE, old_runs - first), "completed", f"1 + n % {USERS}"), PATIENCE_SECONDS)
    for index in indexes:
        database.execute(index["indexdef"], PATIENCE_SECONDS)

    database.execute(f"INSERT INTO job_executors VALUES ('{EXECUTOR}', 'infinity')")
    database.execute(
        f"""INSERT INTO media_sync_jobs (user_id, client_id, client_type, sync_type, enabled)
            SELECT 1, n, 'jellyfin', 'movies', false FROM generate_series(1, {ACTIVE_RUNS}) AS n"""
    )
    database.execute(runs(0, ACTIVE_RUNS, "running", 1))
    database.execute("VACUUM ANALYZE job_runs", PATIENCE_SECONDS)


@contextlib.contextmanager
def host_with(old_runs):
    """(the host, alice's token, a running run's id)"""
    with contextlib.ExitStack() as cleanup:
        database = Database()
        cleanup.callback(database.drop)
        host = Host(database, log_level="warn")
        cleanup.callback(host.remove)
        host.command("migrate", "--plugins", str(host.plugins))
        token = host.add_user("alice")
        fill(database, old_runs)
        host.start()
        yield host, token, database.value("SELECT max(id) FROM job_runs")


def latency(host, token, path):
    bearer = {"Authorization": f"Bearer {token}"}
    return run_wrk(f"{host.url}/api/v1/jobs/{path}", bearer, connections=1, seconds=SECONDS)[1]


def main():
    with host_with(OLD_RUNS) as (many, many_token, many_run), host_with(0) as (few, few_token, few_run):
        figures = []
        for route in ("runs/{}/progress", "active", "media-sync/1/progress"):
            with_old, alone = [], []
            for _ in range(ROUNDS):
                with_old.append(latency(many, many_token, route.format(many_run)))
                alone.append(latency(few, few_token, route.format(few_run)))
            figures.append(
                Figure(
                    f"/jobs/{route.format(':id')}, {OLD_RUNS:,} ended runs",
                    statistics.median(with_old),
                    f"{ACTIVE_RUNS} active ones alone",
                    statistics.median(alone),
                    "ms",
                    "ratio <= 1.2",
                )
            )
    report("routes", figures)


if __name__ == "__main__":
    main()
