"""A sync that waits for its database, and what it has to come to all the same."""

from api import wait_until
from host_case import StubCase


class OutageCase(StubCase):
    def setUp(self):
        super().setUp()
        self.host.start()
        self.alice = self.as_user("alice")

    def count_waits(self):
        return self.host.log().count("sync waits for the database")

    def let_it_run_into_the_outage(self, waits=1):
        """Returns when the sync has noticed."""
        self.stub.release()
        wait_until(lambda: self.count_waits() >= waits, 60, self.host.log)

    def assert_went_on_to_its_end(self, run):
        self.assert_whole(self.alice.follow(run)[-1], attempts=1)
