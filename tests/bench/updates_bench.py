"""Progress updates of one run that one thread reports, against those of one job of BullMQ's.

BullMQ keeps its jobs in Redis or in PostgreSQL; here it is measured on both. Ours are in PostgreSQL after 250 ms, so Redis is
told to have them on disk after a second (appendfsync everysec), which it may need less often than we do.
"""

import json
import pathlib
import re
import subprocess

from database import Database
from figures import Figure, report
from programs import found_by, medians
from redis import running_redis
from scale import scaled

ROUNDS = scaled(3, tiny=1)
SECONDS = scaled(5, tiny=1)
SCRIPT = pathlib.Path(__file__).with_name("bullmq") / "update_progress.js"


def bullmq(*where):
    done = subprocess.run(["node", SCRIPT, *where, str(SECONDS)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def on_postgres():
    database = Database()
    try:
        return bullmq("postgres", *(re.findall(rf"\b{key}=(\S+)", database.conninfo)[-1] for key in ("host", "dbname")))
    finally:
        database.drop()


def main():
    ours, theirs, redis = [], [], []
    with running_redis() as socket:
        for _ in range(ROUNDS):
            redis.append(bullmq("redis", socket))
            theirs.append(on_postgres())
            ours.append(found_by("job_updates", SECONDS))
    ours, theirs, redis = medians(ours), medians(theirs), medians(redis)

    def updates(rival, rate, target=None):
        return Figure("updates of one run", ours["updates"], rival, rate, "updates/s", target)

    report(
        "updates",
        [
            updates("BullMQ's updateProgress on the same PostgreSQL", theirs["awaited"], "ratio >= 1,000"),
            updates("the same, 100 at a time", theirs["pipelined"]),
            updates("BullMQ's updateProgress on Redis, fsync every second", redis["awaited"]),
            updates("the same, 100 at a time", redis["pipelined"]),
            Figure("from an update to its commit, median", ours["p50"], "bar", 300, "ms"),
            Figure("from an update to its commit, worst", ours["max"], "bar", 300, "ms", "ratio <= 1"),
        ],
    )


if __name__ == "__main__":
    main()
