#!/usr/bin/python3
"""What a host does while its PostgreSQL is restarted, while it is frozen, which is to take what it is sent and answer nothing, and when
a standby takes its place."""

from api import wait_until
from database import Database
from event_stream import EventStream
from host_case import main
from outage_case import OutageCase
from private_postgres import PrivatePostgres


class ServerOfItsOwn(OutageCase):
    def make_database(self):
        self.server = PrivatePostgres()
        self.addCleanup(self.server.remove)
        return Database(self.server.conninfo)

    def test_a_restart_of_postgresql_costs_a_sync_nothing_and_a_stream_not_even_its_connection(self):
        run, before = self.start_held_sync()
        stream = EventStream(self.host.url, f"jobs/runs/{run}/progress", self.tokens["alice"])
        self.addCleanup(stream.close)
        stream.until(lambda shown: shown["processedItems"] == before)

        self.server.halt("immediate")
        self.server.resume()
        self.stub.release()

        self.assert_went_on_to_its_end(run)
        self.assertEqual("end", stream.to_the_end()[-1].name)

    def test_a_server_that_does_not_answer_holds_nobody_up_who_asks_for_what_is_known(self):
        run, before = self.start_held_sync()

        self.server.freeze()
        self.stub.release()
        self.assertEqual(before, self.alice.progress(run)["processedItems"])
        self.server.thaw()

        self.assert_went_on_to_its_end(run)

    def test_a_host_stops_in_order_while_the_server_does_not_answer(self):
        run, before = self.start_held_sync()
        self.server.freeze()
        self.stub.release()

        status, _ = self.host.stop()
        self.assertEqual(0, status, self.host.log())

        self.server.thaw()
        self.host.start()
        self.assert_whole(self.as_user("alice").follow(run)[-1], attempts=2)


class Standby(OutageCase):
    """The hosts know both servers, and look for the one that may be written to."""

    def make_database(self):
        self.primary = PrivatePostgres()
        self.addCleanup(self.primary.remove)
        standby = f"{self.primary.folder}-standby"
        database = Database(
            f"host={self.primary.folder},{standby} port=5432 user=postgres dbname=postgres target_session_attrs=read-write"
        )
        self.standby = PrivatePostgres(primary=self.primary, folder=standby)
        self.addCleanup(self.standby.remove)
        return database

    def test_a_sync_goes_on_from_what_the_standby_has(self):
        run, before = self.start_held_sync()
        replica = self.database.on(self.standby)
        wait_until(lambda: replica.value("SELECT processed_items FROM job_runs") == before, 60, lambda: "it does not follow")
        replica.execute("ALTER SYSTEM SET primary_conninfo = ''; SELECT pg_reload_conf()")
        wait_until(lambda: replica.rows("SELECT FROM pg_stat_wal_receiver") == [], 60, lambda: "it goes on following")
        lost = self.stub.hold_from_album(80)
        self.alice.wait_for_run(run, lambda snapshot: snapshot["processedItems"] == lost)

        self.primary.halt("immediate")
        self.standby.promote()
        self.assertEqual(before, self.database.value("SELECT processed_items FROM job_runs"))
        self.stub.release()

        ended = "SELECT count(*) AS n FROM job_runs WHERE status NOT IN ('pending', 'running')"
        wait_until(lambda: self.database.value(ended) == 1, 120, self.host.log)
        self.alice.wait_for_status(200, "GET", f"jobs/runs/{run}/progress")
        self.assert_whole(self.alice.follow(run)[-1], attempts=2)


if __name__ == "__main__":
    main()
