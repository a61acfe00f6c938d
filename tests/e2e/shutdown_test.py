#!/usr/bin/python3
"""A host that is told to stop in the middle of anything stops in order, and leaves its run so that the next start continues it; told
twice, it stops at once."""

import contextlib
import signal
import threading

from api import wait_until
from event_stream import EventStream
from host_case import StubCase, main
from subsonic_stub import A_LONG_PAUSE, HALF_A_BODY, NOTHING

# Waits for the turn of migrating are advisory locks of the host's.
MIGRATING = "SELECT pg_advisory_lock(hashtextextended('suasor_host_migrations', 0))"


class Shutdown(StubCase):
    def assert_stops_in_order(self, number=signal.SIGTERM):
        status, _ = self.host.stop(number)
        self.assertEqual(0, status, self.host.log())

    def assert_continued(self, run):
        """By the next start, under the same id and with exact counts."""
        self.host.start()
        self.stub.release()
        self.assert_whole(self.as_user("alice").follow(run)[-1], attempts=2)

    def start_request_that_waits_for(self, table, *request):
        """Its answer's status, once there is one."""
        answers = []

        def ask():
            with contextlib.suppress(OSError):  # a host that ends at once hangs up
                answers.append(self.as_user("alice").call(*request).status)

        asking = threading.Thread(target=ask)
        asking.start()
        self.addCleanup(asking.join)
        waits = f"""SELECT count(*) AS n FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%{table}%'"""
        wait_until(lambda: self.database.value(waits) > 0, 30, lambda: "nothing waits for the lock")
        return asking, answers

    def test_whatever_a_sync_waits_for(self):
        for how, number in ((NOTHING, signal.SIGTERM), (HALF_A_BODY, signal.SIGINT), (A_LONG_PAUSE, signal.SIGTERM)):
            with self.subTest(how):
                self.host.start()
                run, _ = self.start_held_sync(how)

                self.assert_stops_in_order(number)

                self.assert_continued(run)
                self.host.stop()
                self.database.execute("TRUNCATE job_runs, media_items, media_item_sources, media_item_keys")

    def test_in_the_middle_of_a_prepare(self):
        self.host.start()
        with self.database.holding("LOCK TABLE job_run_locks IN ACCESS EXCLUSIVE MODE"):
            sync = {"clientID": self.client, "syncType": "music"}
            asking, answers = self.start_request_that_waits_for("job_run_locks", "POST", "jobs/media-sync/run", sync)
            self.assert_stops_in_order()
            asking.join()

        self.assertEqual([503], answers)
        self.assertEqual(0, self.database.value("SELECT count(*) AS n FROM job_runs"))

    def test_while_the_database_is_away(self):
        self.host.start()
        run, _ = self.start_held_sync()
        self.database.take_away()
        self.stub.release()
        self.host.wait_for_log("sync waits for the database")

        self.assert_stops_in_order()

        self.database.give_back()
        self.assert_continued(run)

    def test_with_streams_open_which_are_not_told_that_the_run_has_ended(self):
        self.host.start()
        run, before = self.start_held_sync()
        streams = [
            EventStream(self.host.url, path, self.tokens["alice"])
            for path in [f"jobs/runs/{run}/progress", "jobs/active"] * 10
        ]
        for stream in streams:
            self.addCleanup(stream.close)
            self.assertEqual("progress", stream.next().name)

        self.assert_stops_in_order()

        for stream in streams:
            self.assertNotIn("end", [event.name for event in stream.to_the_end()])
        self.assert_continued(run)

    def test_before_it_has_begun_to_serve(self):
        with self.database.holding(MIGRATING):
            self.host.begin_to_start()
            waits = """SELECT count(*) AS n FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'suasor-host migrator'"""
            wait_until(lambda: self.database.value(waits) > 0, 30, self.host.log)
            self.assert_stops_in_order()

    def test_told_twice_it_ends_at_once(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number):
                self.host.start()
                with self.database.holding("LOCK TABLE clients IN ACCESS EXCLUSIVE MODE"):
                    asking, _ = self.start_request_that_waits_for("clients", "GET", "clients")
                    self.host.send_signal(number)
                    self.host.wait_for_log(f"stopping on {signal.strsignal(number)}")

                    # It would wait for the request, and that for the lock.
                    status, _ = self.host.stop(number)

                    self.assertEqual(128 + number, status)
                    asking.join()


if __name__ == "__main__":
    main()
