"""From the death of the host that executes a sync to the first item that another one syncs, by kill -9 and in order."""

import contextlib
import statistics
import time

from api import wait_until
from database import Database
from figures import Figure, report
from film_server import add_client, running_film_server
from host import Host
from scale import scaled

ROUNDS = scaled(5, tiny=1)
FILMS = scaled(60_000, tiny=8_000)
SECONDS = 300


def interrupt(end):
    """Ends the host that executes a sync with `end`, and returns how many seconds the run stood still. Its counts and its
    rows must then be those of a sync that nobody interrupted."""
    with contextlib.ExitStack() as cleanup:
        url = cleanup.enter_context(running_film_server(FILMS))
        database = Database()
        cleanup.callback(database.drop)
        first, second = Host(database, log_level="warn"), Host(database, log_level="warn")
        for host in (first, second):
            cleanup.callback(host.remove)
        token = first.add_user("alice")
        client = add_client(first, "alice", url)
        first.start()
        second.start()

        run = first.api(token).start_sync(client, "movies")["runID"]
        row = f"SELECT coalesce(processed_items, 0) AS processed_items, attempt FROM job_runs WHERE id = {run}"
        wait_until(lambda: database.rows(row)[0]["processed_items"] > FILMS / 4, SECONDS, lambda: "nothing is synced")
        began = time.monotonic()
        end(first)
        done = database.rows(row)[0]["processed_items"]
        assert done < FILMS, "the sync was over before it could be interrupted"

        def goes_on():
            now = database.rows(row)[0]
            return now["attempt"] == 2 and now["processed_items"] > done

        wait_until(goes_on, SECONDS, lambda: f"the run does not go on: {database.rows(row)}")
        stood_still = time.monotonic() - began
        ended = second.api(token).follow(run, SECONDS)[-1]
        check(ended, database)
        return stood_still


def check(run, database):
    counts = run["progressData"]["counts"]
    assert run["status"] == "completed", run
    assert run["processedItems"] == run["totalItems"] == FILMS, run
    assert counts == {"created": FILMS, "updated": 0, "unchanged": 0, "failed": 0}, counts
    assert database.value("SELECT count(DISTINCT uuid) AS n FROM media_items") == FILMS


def main():
    killed, stopped = [], []
    for _ in range(ROUNDS):
        killed.append(interrupt(Host.kill))
        stopped.append(interrupt(Host.stop))

    def figure(what, choose, target=None):
        return Figure(f"kill -9, {what}", choose(killed), "stopped in order", choose(stopped), "s", target)

    report("takeover", [figure("median", statistics.median), figure("longest", max, "<= 5 s, counts exact")])


if __name__ == "__main__":
    main()
