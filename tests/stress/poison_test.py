#!/usr/bin/python3
"""A run that ends every process that touches it: it is given up, and only it."""

from api import TERMINAL
from host_case import main
from stress_case import PATIENCE_SECONDS, StressCase
from watchers import wait_for

ATTEMPTS = 3
NEVER_SECONDS = 3600


class Poison(StressCase):
    kind = "subsonic"
    items = 500

    def test_three_attempts_without_an_item_end_the_run_and_the_next_one_is_free_to_go(self):
        with self.telling():
            self.server.pause(NEVER_SECONDS)
            run = self.start_sync()
            for attempt in range(1, ATTEMPTS + 1):
                wait_for(self.pollers, lambda run, now=attempt: run["attempt"] == now, PATIENCE_SECONDS, f"attempt {attempt}")
                self.any_moment(0.3)
                victim = self.executing_host(run)
                victim.kill()
                self.faults["kills of the executor"] += 1
                victim.start()
            ended = wait_for(self.pollers, lambda run: run["status"] in TERMINAL, PATIENCE_SECONDS, "the end")

            self.assertEqual("failed", ended["status"])
            self.assertTrue(ended["errorMessage"].startswith(f"{ATTEMPTS} attempts in a row"), ended["errorMessage"])
            self.assertEqual((0, 0), (ended["processedItems"], self.database.value("SELECT count(*) AS n FROM media_items")))
            self.assert_nothing_is_left_over()
            self.hurry()
            self.assert_all_arrived(self.start_sync())
            self.assert_nothing_is_left_over()


if __name__ == "__main__":
    main()
