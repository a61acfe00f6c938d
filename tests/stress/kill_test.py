#!/usr/bin/python3
"""`kill -9` of the host that executes a sync, fifty times at random moments of the same run, while its media server has bad days."""

import collections
import statistics

from host_case import main
from stress_case import PATIENCE_SECONDS, SPOILT_PERCENT, StressCase
from watchers import wait_for

KILLS = 50
KILLS_BEFORE_THE_FIRST_ITEM = 2  # three attempts in a row that commit nothing end a run
KILLS_AFTER_THE_LAST_ITEM = 2
BOTH_SHARE = 0.1  # of the kills that also take the other host along
# 3 s without a heartbeat, up to 1 s until the other host looks, and some time to take the run over.
TAKEOVER_SECONDS = 5
WHERE_IT_IS = """
    SELECT clock_timestamp()::text AS moment, attempt, progress_data ->> 'phase' AS phase,
           jsonb_path_query_first(progress_data, '$.steps[*] ? (@.status == "running").name') #>> '{}' AS step
    FROM job_runs"""


class Killed(StressCase):
    kind = "jellyfin"

    def setUp(self):
        super().setUp()
        self.hit = collections.Counter()  # by what the run was about
        self.left_to_the_other = []  # the attempts that another host was there to see the end of, and when that was

    def kill_executor_of(self, run):
        """The attempt that comes to nothing by it."""
        victim = self.executing_host(run)
        others = [host for host in self.hosts if host is not victim]
        everybody = self.dice.random() < BOTH_SHARE
        (now,) = self.database.rows(f"{WHERE_IT_IS} WHERE id = {run}")
        victim.kill()
        self.hit[now["step"] or now["phase"] or "pending"] += 1
        self.faults["kills of the executor"] += 1
        if everybody:
            for host in others:
                host.kill()
                self.faults["kills of the other host"] += 1
        else:
            self.left_to_the_other.append((now["attempt"], now["moment"]))
        self.any_moment(0.3)
        for host in self.hosts:
            if host.url is None:
                host.start()
        return now["attempt"]

    def test_fifty_times_in_one_sync(self):
        with self.telling():
            run = self.kill_it_fifty_times()
            self.assert_all_arrived(run)
            self.assert_nothing_is_left_over()
            self.assert_taken_over_in_time(run)

    def kill_it_fifty_times(self):
        self.server.spoil(SPOILT_PERCENT)
        self.server.pause(self.pause)
        run = self.start_sync()
        self.any_moment(0.1)
        attempt = self.kill_executor_of(run)
        wait_for(self.pollers, lambda run: run["attempt"] > attempt, PATIENCE_SECONDS, "the second attempt")
        self.any_moment()
        attempt = self.kill_executor_of(run)

        for left in range(KILLS - KILLS_BEFORE_THE_FIRST_ITEM, KILLS_AFTER_THE_LAST_ITEM, -1):
            self.spread_over(left)
            # Every second attempt commits an item; the others perhaps.
            if left % 2 == 0:
                self.wait_for_progress(run, attempt + 1)
            else:
                wait_for(self.pollers, lambda run, after=attempt: run["attempt"] > after, PATIENCE_SECONDS, "the next attempt")
            self.dice.choice([self.any_moment, self.a_moment_within_a_transaction])()
            attempt = self.kill_executor_of(run)
        self.wait_for_progress(run, attempt + 1)

        # Its end gives the locks free, which nobody can do now.
        with self.database.locked(f"job_run_locks WHERE run_id = {run}"):
            self.hurry()
            for _ in range(KILLS_AFTER_THE_LAST_ITEM):
                wait_for(
                    self.pollers,
                    lambda run, after=attempt: run["attempt"] > after and run["progressData"]["phase"] == "finishing",
                    PATIENCE_SECONDS,
                    "the end of the items",
                )
                self.any_moment(0.3)
                attempt = self.kill_executor_of(run)
            wait_for(self.pollers, lambda run: run["attempt"] > attempt, PATIENCE_SECONDS, "the last attempt")
        return run

    def assert_taken_over_in_time(self, run):
        """A busy machine may hold up the one or the other takeover, but not the half of them."""
        self.assertEqual(KILLS, self.faults["kills of the executor"])
        self.assertGreaterEqual(self.journal.attempt(run)["number"], KILLS)
        print("killed in", ", ".join(f"{what} {count}" for what, count in self.hit.items()))
        seconds = [self.journal.seconds_until_taken_over(run, *left) for left in self.left_to_the_other]
        print(f"taken over after {statistics.median(seconds):.1f} s (median of {len(seconds)}), {max(seconds):.1f} s at the most")
        self.assertLessEqual(statistics.median(seconds), TAKEOVER_SECONDS)


if __name__ == "__main__":
    main()
