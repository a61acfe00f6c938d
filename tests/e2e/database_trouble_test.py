#!/usr/bin/python3
"""What a host does while the database is away or refuses to work, and afterwards: a sync waits and goes on where it was, the routes
serve what is in memory, and nothing spins or piles up."""

import os
import time

from api import wait_until
from database import Database
from event_stream import EventStream
from host_case import main
from outage_case import OutageCase
from process_usage import open_files, processor_seconds, threads

MEASURED_SECONDS = 3
SESSIONS = 20  # that a host may have at the most: its own, the plugin's, one for heartbeats, and those that listen

# PostgreSQL's own words for it: https://www.postgresql.org/docs/15/errcodes-appendix.html
PASSING_TROUBLE = {
    "53100": "the disk is full",
    "53200": "out of memory",
    "57014": "the statement takes too long",
    "55P03": "the lock takes too long",
    "40P01": "a deadlock, again and again",
    "58030": "the disk cannot be read",
}


class Outage(OutageCase):
    def test_a_sync_waits_while_nobody_reaches_the_database_and_goes_on(self):
        run, before = self.start_held_sync()
        stream = EventStream(self.host.url, f"jobs/runs/{run}/progress", self.tokens["alice"])
        self.addCleanup(stream.close)
        stream.until(lambda shown: shown["processedItems"] == before)

        self.database.take_away()
        self.let_it_run_into_the_outage()
        known, unknown = ([self.alice.get(path) for _ in range(50)] for path in (f"jobs/runs/{run}/progress", "jobs/active"))
        self.database.give_back()

        self.assertEqual({200}, {answer.status for answer in known})
        self.assertEqual(before, known[-1].json()["processedItems"])
        self.assertEqual({503}, {answer.status for answer in unknown})
        self.assertIn("Retry-After", unknown[-1].headers)
        self.assert_went_on_to_its_end(run)
        self.assertEqual("end", stream.to_the_end()[-1].name)
        self.assertEqual(200, self.alice.get("jobs/active").status)

    def test_nothing_spins_and_nothing_piles_up_meanwhile(self):
        run, _ = self.start_held_sync()
        before = threads(self.host.pid), open_files(self.host.pid)

        self.database.take_away()
        self.let_it_run_into_the_outage()
        began = processor_seconds(self.host.pid)
        time.sleep(MEASURED_SECONDS)
        self.assertLess(processor_seconds(self.host.pid) - began, MEASURED_SECONDS / 4)
        self.assertEqual(1, self.count_waits(), "a line an outage")
        wait_until(lambda: "heartbeat failed" in self.host.log(), 30, self.host.log)
        self.assertEqual(1, self.host.log().count("heartbeat failed"))
        self.database.give_back()

        self.assert_went_on_to_its_end(run)
        self.assertLessEqual(threads(self.host.pid), before[0])
        self.assertLessEqual(open_files(self.host.pid), before[1] + SESSIONS)
        sessions = "application_name LIKE 'suasor%' AND datname = current_database()"
        self.assertLessEqual(self.database.value(f"SELECT count(*) AS n FROM pg_stat_activity WHERE {sessions}"), SESSIONS)

    def test_a_sync_waits_while_the_database_is_read_only_and_what_can_be_read_is_served(self):
        run, _ = self.start_held_sync()

        self.database.make_read_only()
        self.let_it_run_into_the_outage()
        wait_until(lambda: self.alice.get("jobs/active").status == 200, 30, lambda: "the list cannot be read")
        self.assertEqual(503, self.alice.call("DELETE", f"jobs/runs/{run}").status)
        self.assertEqual(503, self.alice.post("jobs/media-sync/run", {"clientID": self.client, "syncType": "playlists"}).status)
        self.database.make_writable()

        self.assert_went_on_to_its_end(run)

    def test_a_sync_loses_its_sessions_anywhere_and_nothing_else(self):
        run, _ = self.start_held_sync()
        # In the middle of a transaction, and in its very commit, whose answer is lost then.
        self.database.execute(
            "CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF random() < 0.2 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$;"
            "CREATE TRIGGER hang_up AFTER INSERT ON media_items FOR EACH STATEMENT EXECUTE FUNCTION hang_up();"
            "CREATE CONSTRAINT TRIGGER hang_up_late AFTER UPDATE ON job_runs DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION hang_up()"
        )

        self.let_it_run_into_the_outage(waits=5)

        self.assert_went_on_to_its_end(run)

    def test_a_locked_table_holds_a_sync_up_and_no_longer(self):
        run, before = self.start_held_sync()

        with self.database.holding("LOCK TABLE media_items IN EXCLUSIVE MODE"):
            self.let_it_run_into_the_outage()
            self.assertEqual(before, self.alice.progress(run)["processedItems"])

        self.assert_went_on_to_its_end(run)


class Trouble(OutageCase):
    """Whatever PostgreSQL says that it cannot do now."""

    library = {"artists": 30}

    def test_a_sync_waits_for_its_end_and_goes_on(self):
        self.database.execute(
            "CREATE TABLE trouble (sqlstate text, message text);"
            "CREATE FUNCTION meet_trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF EXISTS (SELECT FROM trouble) THEN"
            "  RAISE EXCEPTION '%', (SELECT message FROM trouble) USING ERRCODE = (SELECT sqlstate FROM trouble);"
            " END IF; RETURN NEW; END $$"
        )
        run, _ = self.start_held_sync()
        self.database.execute(
            "CREATE TRIGGER meet_trouble BEFORE INSERT OR UPDATE ON media_items"
            " FOR EACH ROW EXECUTE FUNCTION meet_trouble()"
        )

        for number, (sqlstate, message) in enumerate(PASSING_TROUBLE.items(), 1):
            with self.subTest(sqlstate=sqlstate):
                self.database.execute(f"INSERT INTO trouble VALUES ('{sqlstate}', '{message}')")
                before = self.stub.hold_from_album(40 * (1 + number))
                wait_until(lambda: self.count_waits() == number, 60, self.host.log)
                self.assertIn(message, self.host.log())
                self.database.execute("DELETE FROM trouble")
                self.alice.wait_for_run(run, lambda snapshot: snapshot["processedItems"] == before)

        self.stub.release()
        self.assert_went_on_to_its_end(run)


class OutOfConnections(OutageCase):
    def make_database(self):
        return Database(owner=f"e2e_few_{os.getpid()}")

    def test_a_sync_waits_until_there_is_one(self):
        run, _ = self.start_held_sync()

        self.database.limit_connections(0)
        self.database.disconnect()
        self.let_it_run_into_the_outage()
        self.assertEqual(503, self.alice.get("jobs/active").status)
        self.database.limit_connections(-1)

        self.assert_went_on_to_its_end(run)


if __name__ == "__main__":
    main()
