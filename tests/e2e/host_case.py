"""What the tests of a running host share."""

import signal
import unittest

from database import Database
from host import Host
from subsonic_stub import NOTHING, PASSWORD, USER, SubsonicStub


class RunCase(unittest.TestCase):
    """What holds of every run."""

    maxDiff = None

    def assert_finished(self, run):
        self.assertEqual(("completed", 100, ""), (run["status"], run["progress"], run["errorMessage"]))
        self.assertEqual(run["totalItems"], run["processedItems"])
        self.assertEqual(0, run["remainingItems"])
        self.assertEqual("Media sync completed successfully", run["statusMessage"])
        counts = run["progressData"]["counts"]
        self.assertEqual(run["processedItems"], sum(counts.values()))


class HostCase(RunCase):
    """A host on a fresh database with the users alice and bob and the admin root. Each test has its own."""

    log_level = "info"

    def setUp(self):
        self.database = self.make_database()
        self.addCleanup(self.database.drop)
        self.host = self.add_host()
        self.tokens = {name: self.host.add_user(name, admin=name == "root") for name in ("alice", "bob", "root")}

    def make_database(self):
        return Database()

    def add_host(self):
        """A host on the database, not started yet."""
        host = Host(self.database, self.log_level)
        self.addCleanup(host.remove)
        return host

    def as_user(self, name):
        return self.host.api(self.tokens[name])


class StubCase(HostCase):
    """The same with alice's client of a stub."""

    library = {}  # how large, where it matters

    def setUp(self):
        super().setUp()
        self.stub = SubsonicStub(**self.library)
        self.addCleanup(self.stub.close)
        self.client = self.host.add_client("alice", self.stub.url, USER, PASSWORD)

    def assert_whole(self, run, attempts):
        """The first run has synced everything: nothing is lost and nothing doubled, in its counts as in the tables."""
        self.assert_finished(run)
        self.assertEqual(attempts, run["progressData"]["attempt"])
        self.assertEqual(self.stub.items, run["processedItems"])
        counts = {"created": self.stub.items, "updated": 0, "unchanged": 0, "failed": 0}
        self.assertEqual(counts, run["progressData"]["counts"])
        self.assertEqual(1, self.database.value("SELECT count(*) AS n FROM job_runs"))
        for table in ("media_items", "media_item_sources"):
            self.assertEqual(self.stub.items, self.database.value(f"SELECT count(*) AS n FROM {table}"), table)

    def start_held_sync(self, how=NOTHING):
        """A sync of alice's that stands in the middle of the tracks: (its id, how many items it has processed)."""
        before = self.stub.hold_from_album(40, how)
        run = self.as_user("alice").start_sync(self.client)["runID"]
        self.as_user("alice").wait_for_run(run, lambda snapshot: snapshot["processedItems"] == before, seconds=120)
        return run, before


def _interrupt(*_):
    raise KeyboardInterrupt


def main():
    # ctest and tests/run end a test with SIGTERM; what it has started ends in order then, too.
    signal.signal(signal.SIGTERM, _interrupt)
    unittest.main(verbosity=2)
