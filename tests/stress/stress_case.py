"""What the tests of faults at random moments share: hosts on one database, a media server that has bad days, clients that watch,
and what has to hold at the end.

SUASOR_STRESS_SEED=N repeats what the dice have said; when which thread runs is not theirs to say."""

import collections
import contextlib
import json
import os
import random
import re
import secrets
import time

from api import TERMINAL, wait_until
from database import Database
from host import Host
from host_case import RunCase
from journal import Journal
from media_server import MediaServer
from watchers import Poller, StreamReader, newest, wait_for

SEED = int(os.environ.get("SUASOR_STRESS_SEED") or secrets.randbelow(2**31))
SPOILT_PERCENT = 15
# For whatever has to happen, however busy the machine is.
PATIENCE_SECONDS = 120
LOG_LINES = 60
# Of the server's before each answer.
LEAST_PAUSE_SECONDS = 0.02
MOST_PAUSE_SECONDS = 2


class NamedHost(Host):
    """Somewhere in the network, or just here."""

    def __init__(self, name, database, place=None):
        super().__init__(_seen_from(database, name, place), within=place.within if place else ())
        self.name = name
        self.place = place

    def inside(self):
        return self.place.inside() if self.place else contextlib.nullcontext()

    def executors(self):
        """What its processes have called themselves, one after another."""
        return re.findall(r"media sync ready executor=(\S+)", self.log())

    def times_given_up(self, run):
        """How often it has stopped working on a run, however that came."""
        return len(re.findall(rf"run (?:ended|failed) job=\S+ run={run} ", self.log()))


def _seen_from(database, name, place):
    """The database as a host connects to it, which the sessions are named after."""
    return collections.namedtuple("Seen", "conninfo")(
        f"{database.conninfo} application_name='suasor-{name}' {place.server if place else ''}"
    )


class StressCase(RunCase):
    kind = "jellyfin"
    items = 8000
    page = 200  # items; more than a batch, see TAKE_TIME
    host_count = 2
    pause = 0.5

    def setUp(self):
        print(f"\n{self.name()}: SUASOR_STRESS_SEED={SEED}", flush=True)
        self.began = time.monotonic()
        self.dice = random.Random(f"{SEED} {self.name()}")
        self.faults = collections.Counter()
        self.processed = 0  # until the last round
        self.watchers = []
        self.database = self.make_database()
        self.addCleanup(self.database.drop)
        self.server = MediaServer(self.kind, self.items, self.page, SEED, self.server_address())
        self.addCleanup(self.server.close)
        self.hosts = [NamedHost(f"host {n + 1}", self.database, self.place(n)) for n in range(self.host_count)]
        for host in self.hosts:
            self.addCleanup(host.remove)
        self.token = self.hosts[0].add_user("alice")
        self.client, self.owner = self.add_client()
        for host in self.hosts:
            host.start()
        self.journal = Journal(self.database)
        self.database.execute(TAKE_TIME)

    def name(self):
        return self.id().removeprefix("__main__.")

    # What a test may have elsewhere.

    def make_database(self):
        return Database()

    def server_address(self):
        return None

    def place(self, number):
        return None

    def add_client(self):
        """(its id, alice's id)"""
        config = json.dumps(self.server.description["config"])
        self.database.execute(
            "INSERT INTO clients (created_at, updated_at, user_id, category, type, config, name, is_enabled)"
            f" SELECT now(), now(), id, 'media', '{self.kind}', $json${config}$json$, 'Home', true FROM users WHERE username = 'alice'"
        )
        (row,) = self.database.rows("SELECT id, user_id FROM clients")
        return row["id"], row["user_id"]

    def api(self, host):
        return host.api(self.token)

    def start_sync(self):
        """The id of a new full sync, which clients watch from now on: at each host one polls it and one reads its stream, and one
        reads from whichever host there is."""
        host = self.hosts[0]
        with host.inside():
            run = self.api(host).start_sync(self.client, "full")["runID"]
        self.pollers = [Poller(host, self.token, run) for host in self.hosts]
        self.readers = [StreamReader(f"who reads from {host.name}", [host], self.token, run) for host in self.hosts]
        if not any(host.place for host in self.hosts):
            self.readers.append(StreamReader("who reads from any host", self.hosts, self.token, run))
        for watcher in [*self.pollers, *self.readers]:
            self.addCleanup(watcher.stop)
            self.watchers.append(watcher)
            watcher.start()
        return run

    def executing_host(self, run):
        executor = self.database.value(f"SELECT executor FROM job_runs WHERE id = {run}")
        return next(host for host in self.hosts if executor in host.executors())

    def wait_for_progress(self, run, attempt):
        """Until this attempt, or a later one, has committed an item; which one it is."""

        def moved():
            latest = self.journal.attempt(run)
            return latest["number"] >= attempt and latest["processed"] > 0

        wait_until(moved, PATIENCE_SECONDS, lambda: f"attempt {attempt} commits nothing; the run is {newest(self.pollers)}")
        return self.journal.attempt(run)["number"]

    def spread_over(self, rounds):
        """Lets the server be so slow that what is left of the library lasts for so many rounds like the last one, and one more."""
        run = wait_for(self.pollers, lambda run: run["totalItems"], PATIENCE_SECONDS, "the total")
        share = (run["totalItems"] - run["processedItems"]) / (rounds + 1)
        slower = (run["processedItems"] - self.processed) / max(share, 1)
        self.pause = min(max(self.pause * min(max(slower, 0.5), 2), LEAST_PAUSE_SECONDS), MOST_PAUSE_SECONDS)
        self.processed = run["processedItems"]
        self.server.pause(self.pause)

    def any_moment(self, most=0.6):
        time.sleep(self.dice.uniform(0, most))

    def a_moment_within_a_transaction(self):
        """Of whoever writes, after its first statement; any if there is none for a while."""
        self.database.execute(WAIT_FOR_TRANSACTION)

    def hurry(self):
        """The server and the database are as good and as fast as they can be from now on."""
        self.faults["spoilt answers"] += self.server.spoilt()
        self.server.pause(0)
        self.database.execute(TAKE_NO_TIME)

    def assert_all_arrived(self, run):
        """The run has ended well, and the database is what the server's library should have become."""
        last = wait_for(self.pollers, lambda run: run["status"] in TERMINAL, PATIENCE_SECONDS, "the end")
        self.assert_finished(last)
        self.assertEqual(run, last["id"])
        self.assertEqual(0, last["progressData"]["counts"]["failed"])

        found = self.server.compare(self.client, self.owner, self.database.conninfo)
        self.report(found)
        self.assertEqual("", found["differences"])
        self.assertEqual((0, 0), (found["lost"], found["doubled"]))
        rows = "(SELECT count(*) FROM media_item_sources) + (SELECT count(*) FROM user_item_sources)"
        self.assertEqual(self.database.value(f"SELECT {rows} AS n"), last["processedItems"])
        self.assertEqual(found["elements"], last["processedItems"])
        self.assertEqual(found["items"], self.database.value("SELECT count(*) AS n FROM media_item_sources"))

    def assert_nothing_is_left_over(self):
        """Whatever runs there were have ended, never did what a run must not, and nobody has seen anything like it."""
        active = "SELECT count(*) AS n FROM job_runs WHERE status NOT IN ('completed', 'failed', 'cancelled')"
        self.assertEqual(0, self.database.value(active))
        self.assertEqual(0, self.database.value("SELECT count(*) AS n FROM job_run_locks"))
        self.assertEqual([], self.journal.breaches())
        wait_until(
            lambda: all(reader.ended for reader in self.readers),
            PATIENCE_SECONDS,
            lambda: f"no end for {[reader.name for reader in self.readers if not reader.ended]}",
        )
        for watcher in self.watchers:
            watcher.stop()
            self.assertEqual([], watcher.breaches)
            self.assertGreater(watcher.seen, 0, watcher.name)

    def report(self, found):
        faults = ", ".join(f"{count} {what}" for what, count in self.faults.items() if count)
        runs = self.database.value("SELECT count(*) AS n FROM job_runs WHERE status IN ('completed', 'failed', 'cancelled')")
        print(
            f"{self.name()}: {self.faults.total()} faults injected ({faults}), {runs} runs finished, items lost: {found['lost']},"
            f" doubled: {found['doubled']}; {found['elements']} elements of {self.kind},"
            f" {time.monotonic() - self.began:.0f} s",
            flush=True,
        )

    @contextlib.contextmanager
    def telling(self):
        """Whoever fails meanwhile says what the hosts had to say."""
        try:
            yield
        except BaseException:
            for host in self.hosts:
                lines = host.log().splitlines()[-LOG_LINES:]
                print(f"--- the log of {host.name} ends with", *lines, sep="\n", flush=True)
            raise


# So that whatever happens meets a batch in its middle more often than not. A batch is what takes 250 ms, some 100 items then.
TAKE_TIME = """
    CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.0025); RETURN NULL; END $$;
    CREATE TRIGGER take_time AFTER INSERT ON media_item_sources FOR EACH ROW EXECUTE FUNCTION take_time();
    CREATE TRIGGER take_time AFTER INSERT ON user_item_sources FOR EACH ROW EXECUTE FUNCTION take_time()"""
TAKE_NO_TIME = "CREATE OR REPLACE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"

IN_A_TRANSACTION = """
    datname = current_database() AND application_name LIKE 'suasor-host%' AND state IN ('active', 'idle in transaction')
    AND xact_start < query_start"""

WAIT_FOR_TRANSACTION = f"""
    DO $$ BEGIN
        FOR i IN 1..1500 LOOP
            PERFORM pg_stat_clear_snapshot();
            EXIT WHEN EXISTS (SELECT FROM pg_stat_activity WHERE {IN_A_TRANSACTION});
            PERFORM pg_sleep(0.001);
        END LOOP;
    END $$"""
