#!/usr/bin/python3
"""A host that lives, and that another has to take for dead: it finds that its run is another's, stops, and writes nothing more."""

import os
import signal

from api import wait_until
from host import Host
from host_case import StubCase, main
from relay import Relay


class FarDatabase:
    """The same database, by way of a relay."""

    def __init__(self, database, relay):
        self.conninfo = f"{database.conninfo} {relay.server}"  # the last one of a name wins


class TakenForDead(StubCase):
    """A sync runs on a far host, whose line to the database is cut, or which sleeps; another one is near."""

    def setUp(self):
        super().setUp()
        self.line = Relay(self.database.socket)
        self.addCleanup(self.line.close)
        self.far = Host(FarDatabase(self.database, self.line))
        self.addCleanup(self.far.remove)
        self.host.start()
        self.far.start()
        self.near = self.as_user("alice")

    def start_far_sync(self):
        before = self.stub.hold_from_album(40)
        run = self.api_of_far().start_sync(self.client)["runID"]
        self.api_of_far().wait_for_run(run, lambda snapshot: snapshot["processedItems"] == before)
        return run, before

    def api_of_far(self):
        return self.far.api(self.tokens["alice"])

    def wait_for_attempt(self, number):
        wait_until(lambda: self.database.value("SELECT attempt FROM job_runs") == number, 60, self.host.log)

    def revision(self):
        return self.database.value("SELECT revision FROM job_runs")

    def assert_continued_by_the_near_one(self, run):
        last = self.near.follow(run)[-1]
        self.assert_whole(last, attempts=2)
        return last

    def test_it_gives_the_run_up_in_the_middle_of_a_request_when_the_line_is_mended(self):
        run, before = self.start_far_sync()
        root = self.far.api(self.tokens["root"])
        root.progress(run)  # for the far host to know by heart for a while who this is

        self.line.cut()
        self.wait_for_attempt(2)
        self.assertEqual(before, root.progress(run)["processedItems"], "from memory")
        self.line.mend()

        # Its media server still keeps it waiting: nothing but the database tells it.
        self.far.wait_for_log(f"run ended job=system.media.sync run={run}")
        self.stub.release()
        last = self.assert_continued_by_the_near_one(run)
        self.assertEqual(last, self.api_of_far().progress(run))
        self.assertEqual(last["revision"], self.revision())

    def test_it_goes_on_where_it_was_if_nobody_else_has_taken_the_run(self):
        self.host.stop()
        run, before = self.start_far_sync()

        self.line.cut()
        self.stub.release()
        self.far.wait_for_log("heartbeat failed")
        self.line.mend()

        self.assert_whole(self.api_of_far().follow(run)[-1], attempts=1)

    def test_it_writes_nothing_more_when_it_has_slept_in_the_middle_of_its_work(self):
        run, _ = self.start_far_sync()

        os.kill(self.far.pid, signal.SIGSTOP)
        try:
            self.wait_for_attempt(2)
            self.stub.release()
            last = self.assert_continued_by_the_near_one(run)
        finally:
            os.kill(self.far.pid, signal.SIGCONT)

        self.far.wait_for_log(f"run ended job=system.media.sync run={run}")
        self.assertEqual(last, self.api_of_far().progress(run))
        self.assertEqual(last["revision"], self.revision())


if __name__ == "__main__":
    main()
