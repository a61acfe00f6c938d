"""A host that has job_reporter.so beside the plugin: a plugin of its own, whose job `example.export` tests command by its parameters."""

import os
import shutil

from host_case import HostCase

REPORTER = os.environ["SUASOR_REPORTER"]


class ReporterCase(HostCase):
    def setUp(self):
        super().setUp()
        shutil.copy(REPORTER, self.host.plugins)

    def start_export(self, user, **order):
        """The id of a new run of {items, itemMilliseconds, holdAt, failAt}."""
        answer = self.as_user(user).post("jobs/example.export/run", order)
        self.assertEqual(202, answer.status, answer.body)
        return answer.json()["runID"]

    def start_held_export(self, user="alice", items=1200, done=738):
        """A run of `items` that stands still after `done` of them, and its snapshot."""
        run = self.start_export(user, items=items, holdAt=done + 1)

        def stands_still(snapshot):  # an item is counted first and then told of
            return snapshot["processedItems"] == done and f" {done} of {items}" in snapshot["statusMessage"]

        return run, self.as_user(user).wait_for_run(run, stands_still)[-1]
