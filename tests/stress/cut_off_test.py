#!/usr/bin/python3
"""Three hosts, of which the one that executes a sync is cut off from everything, again and again: the others take over, and once it
is back it finds that the run is not its own any more."""

import time

from api import wait_until
from host_case import main
from network import network
from private_postgres import PrivatePostgres
from stress_case import PATIENCE_SECONDS, SPOILT_PERCENT, Database, StressCase
from watchers import wait_for

# Its connections break after 10 s without an answer: once it is back before that, and goes on with them, once after.
CUT_SECONDS = (6, 14)


class CutOff(StressCase):
    kind = "plex"
    host_count = 3

    def make_database(self):
        self.network = network(self.start_postgres)
        self.addCleanup(self.network.close)
        print(f"cut off by {self.network.name}", flush=True)
        return Database(self.network.postgres.conninfo)

    def start_postgres(self, address):
        postgres = PrivatePostgres(address)
        self.addCleanup(postgres.remove)
        return postgres

    def server_address(self):
        return self.network.address

    def place(self, number):
        return self.network.place(number + 1)

    def test_again_and_again_in_one_sync(self):
        with self.telling():
            self.server.spoil(SPOILT_PERCENT)
            self.server.pause(self.pause)
            run = self.start_sync()
            moments = [self.any_moment, self.a_moment_within_a_transaction]
            rounds = [(seconds, moment) for seconds in CUT_SECONDS for moment in moments]
            self.dice.shuffle(rounds)
            for left, (seconds, moment) in zip(range(len(rounds), 0, -1), rounds):
                self.spread_over(left)
                self.cut_off_who_executes(run, seconds, moment)
            self.hurry()
            self.assert_all_arrived(run)
            self.assert_nothing_is_left_over()

    def cut_off_who_executes(self, run, seconds, moment):
        attempt = self.wait_for_progress(run, 1)
        moment()
        victim = self.executing_host(run)
        began = time.monotonic()
        given_up = victim.times_given_up(run)
        victim.place.cut()
        self.faults[f"cuts of {seconds} s"] += 1

        after = self.wait_for_progress(run, attempt + 1)
        taken_after = time.monotonic() - began
        self.assertNotEqual(victim, self.executing_host(run))
        time.sleep(max(0, began + seconds - time.monotonic()))
        cut_for = time.monotonic() - began
        victim.place.mend()

        (poller,) = [each for each, host in zip(self.pollers, self.hosts) if host is victim]
        wait_for([poller], lambda run: run["attempt"] >= after, PATIENCE_SECONDS, f"the truth at {victim.name}")
        wait_until(
            lambda: victim.times_given_up(run) > given_up, PATIENCE_SECONDS, lambda: f"{victim.name} does not give the run up"
        )
        print(f"{victim.name} cut off for {cut_for:.1f} s, moving elsewhere after {taken_after:.1f} s", flush=True)
        lost = self.journal.executors(run)[attempt]
        hand = f"suasor-{victim.name}"
        self.assertIn(hand, self.journal.writers(run, attempt))
        self.assertEqual([], self.journal.written_after(run, attempt + 1, hand, lost))


if __name__ == "__main__":
    main()
