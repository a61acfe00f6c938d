"""The most memory that a host takes for a sync, of many items against few."""

import contextlib

from database import Database
from figures import Figure, report
from film_server import add_client, running_film_server
from host import Host
from process_usage import peak_memory
from scale import scaled

# Many films against few.
PAIRS = scaled([(100_000, 1_000)], full=[(100_000, 1_000), (1_000_000, 10_000)], tiny=[(300, 100)])
SECONDS = 3600
MEBIBYTE = 1 << 20


def peak_of_sync(films):
    """Of a host that does nothing else, in bytes."""
    with contextlib.ExitStack() as cleanup:
        url = cleanup.enter_context(running_film_server(films))
        database = Database()
        cleanup.callback(database.drop)
        host = Host(database, log_level="warn")
        cleanup.callback(host.remove)
        token = host.add_user("alice")
        client = add_client(host, "alice", url)
        host.start()

        alice = host.api(token)
        run = alice.follow(alice.start_sync(client, "movies")["runID"], SECONDS)[-1]
        assert (run["status"], run["processedItems"]) == ("completed", films), run
        return peak_memory(host.pid)


def main():
    figures = []
    for many, few in PAIRS:
        peak = peak_of_sync(few) / MEBIBYTE, peak_of_sync(many) / MEBIBYTE
        name, target = f"peak of a sync of {many:,} films", f"difference of {peak[1] - peak[0]:.1f} MiB < 32 MiB"
        figures.append(Figure(name, peak[1], f"of {few:,}", peak[0], "MiB", target))
    report("memory", figures)


if __name__ == "__main__":
    main()
