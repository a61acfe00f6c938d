#!/usr/bin/python3
"""What becomes of a run that no other process can go on with: one of the job service, whose host was killed or cut off."""

import os
import signal

from api import wait_until
from host_case import main
from reporter_case import ReporterCase


class Orphan(ReporterCase):
    """The reporter's job runs on one host, and another on the same database stays."""

    def setUp(self):
        super().setUp()
        self.host.start()
        self.other = self.add_host()
        self.other.start()

    def there(self, user="alice"):
        return self.other.api(self.tokens[user])

    def test_a_cancel_ends_it_at_once_when_its_host_was_killed(self):
        run, held = self.start_held_export()

        self.host.kill()
        self.there().wait_for_run(run, lambda snapshot: snapshot["liveness"] == "lost")
        answer = self.there().call("DELETE", f"jobs/runs/{run}")

        self.assertEqual(202, answer.status, answer.body)
        last = self.there().progress(run)
        self.assertEqual(("cancelled", ""), (last["status"], last["errorMessage"]))
        self.assertEqual((held["progress"], held["processedItems"]), (last["progress"], last["processedItems"]))
        self.assertIsNotNone(last["endTime"])

    def test_it_fails_half_a_minute_later_and_its_host_writes_nothing_more_when_it_is_back(self):
        killed, _ = self.start_held_export()
        self.host.kill()
        self.host.start()
        cut_off = self.start_export("alice", items=1_000_000, itemMilliseconds=50)
        self.as_user("alice").wait_for_run(cut_off, lambda snapshot: (snapshot["processedItems"] or 0) > 10)

        # Neither a heartbeat nor a word to the database, until it goes on as if nothing had happened.
        os.kill(self.host.pid, signal.SIGSTOP)
        try:
            ends = [self.there().follow(run, seconds=180)[-1] for run in (killed, cut_off)]
        finally:
            os.kill(self.host.pid, signal.SIGCONT)

        for end in ends:
            self.assertEqual("failed", end["status"])
            self.assertIn("nobody else can go on with it", end["errorMessage"])
        wait_until(lambda: f"run failed job=example.export run={cut_off}" in self.host.log(), 60, self.host.log)
        self.assertEqual(ends, [self.as_user("alice").follow(run)[-1] for run in (killed, cut_off)])
        self.assertEqual(
            [{"id": end["id"], "revision": end["revision"]} for end in ends],
            self.database.rows("SELECT id, revision FROM job_runs ORDER BY id"),
        )


if __name__ == "__main__":
    main()
