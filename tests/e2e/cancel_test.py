#!/usr/bin/python3
"""A sync that somebody cancels ends at once, whatever it waits for and whoever asks for it; what was committed stays, and the counts
are exact."""

import signal

from api import wait_until
from host_case import StubCase, main
from subsonic_stub import A_LONG_PAUSE, HALF_A_BODY, NOTHING

# Each of them would be waited for: half a minute, ten minutes, four minutes.
WAITS = (NOTHING, HALF_A_BODY, A_LONG_PAUSE)
# A machine that is busy with other tests may hold one cancel up, and hardly three.
PROMPT_SECONDS = 2


class CancelCase(StubCase):
    def setUp(self):
        super().setUp()
        self.host.start()
        self.alice = self.as_user("alice")
        self.seconds = []  # on the database's clock, from each cancel to the run's end

    def assert_cancelled(self, run, before):
        last = self.alice.follow(run)[-1]
        self.assertEqual(("cancelled", ""), (last["status"], last["errorMessage"]))
        self.assertEqual(before, last["processedItems"])
        self.assertEqual({"created": before, "updated": 0, "unchanged": 0, "failed": 0}, last["progressData"]["counts"])
        self.assertLess(last["progress"], 100)
        self.assertEqual(before, self.database.value("SELECT count(*) AS n FROM media_items"))
        seconds = "extract(epoch FROM end_time - cancel_requested_at)::float"
        self.seconds.append(self.database.value(f"SELECT {seconds} AS s FROM job_runs WHERE id = {run}"))

    def assert_the_next_does_the_rest(self, before):
        self.stub.release()
        last = self.alice.sync(self.client)
        self.assert_finished(last)
        counts = {"created": self.stub.items - before, "updated": 0, "unchanged": before, "failed": 0}
        self.assertEqual(counts, last["progressData"]["counts"])
        self.assertEqual(self.stub.items, self.database.value("SELECT count(*) AS n FROM media_items"))


class Cancel(CancelCase):
    def test_its_own_host_ends_it_whatever_it_waits_for(self):
        self.assert_ended_through(self.alice)

    def test_another_host_ends_it_whatever_it_waits_for(self):
        other = self.add_host()
        other.start()
        self.assert_ended_through(other.api(self.tokens["alice"]))

    def assert_ended_through(self, host):
        for how in WAITS:
            with self.subTest(how):
                self.database.execute("TRUNCATE media_items, media_item_sources, media_item_keys")
                run, before = self.start_held_sync(how)

                self.assertEqual(202, host.call("DELETE", f"jobs/runs/{run}").status)

                self.assert_cancelled(run, before)
        self.assertLess(min(self.seconds), PROMPT_SECONDS, self.seconds)
        self.assert_the_next_does_the_rest(before)

    def test_one_that_nobody_executes_any_more_ends_at_once(self):
        other = self.add_host()
        other.start()
        run, before = self.start_held_sync()

        # Nobody can take it over while its row is locked.
        with self.database.locked(f"job_runs WHERE id = {run}"):
            self.host.kill()
            there = other.api(self.tokens["alice"])
            there.wait_for_run(run, lambda snapshot: snapshot["liveness"] == "lost")
        there.call("DELETE", f"jobs/runs/{run}")

        self.alice = there
        self.assert_cancelled(run, before)


class CancelWithoutDatabase(CancelCase):
    def test_it_is_refused_while_it_could_be_forgotten(self):
        run, before = self.start_held_sync()

        self.database.take_away()
        refused = self.alice.call("DELETE", f"jobs/runs/{run}")
        self.database.give_back()

        self.assertEqual(503, refused.status, refused.body)
        self.assertEqual("running", self.alice.progress(run)["status"])
        self.alice.wait_for_status(202, "DELETE", f"jobs/runs/{run}")
        self.assert_cancelled(run, before)

    def test_one_that_was_taken_stops_the_work_at_once_and_is_stored_as_soon_as_it_can_be(self):
        run, before = self.start_held_sync()
        self.database.execute(
            "CREATE FUNCTION refuse_ends() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF NEW.status = 'cancelled' THEN RAISE EXCEPTION 'the disk is full' USING ERRCODE = '53100'; END IF;"
            " RETURN NEW; END $$;"
            "CREATE TRIGGER refuse_ends BEFORE UPDATE ON job_runs FOR EACH ROW EXECUTE FUNCTION refuse_ends()"
        )

        self.assertEqual(202, self.alice.call("DELETE", f"jobs/runs/{run}").status)
        self.host.wait_for_log("sync waits for the database")
        self.stub.release()
        asked = self.stub.asked
        self.assertEqual("running", self.alice.progress(run)["status"])
        self.database.execute("DROP TRIGGER refuse_ends ON job_runs")

        self.assertEqual("cancelled", self.alice.follow(run)[-1]["status"])
        self.assertEqual(asked, self.stub.asked, "it went on asking the server")
        self.assertEqual(before, self.database.value("SELECT count(*) AS n FROM media_items"))


class CommandLine(CancelCase):
    """`suasor-host sync` in the foreground; the other host only looks on."""

    def start_sync_command(self, how=NOTHING):
        before = self.stub.hold_from_album(40, how)
        options = ("--client", str(self.client), "--type", "music", "--plugins", str(self.host.plugins))
        command = self.host.start_command("sync", *options)
        self.addCleanup(command.kill)
        newest = "SELECT coalesce(max(id), 0) AS id FROM job_runs WHERE status = 'running'"
        wait_until(lambda: self.database.value(newest) > 0, 60, command.errors)
        run = self.database.value(newest)
        self.alice.wait_for_run(run, lambda snapshot: snapshot["processedItems"] == before)
        return command, run, before

    def test_control_c_cancels_it(self):
        command, run, before = self.start_sync_command(A_LONG_PAUSE)

        command.send_signal(signal.SIGINT)

        self.assertEqual(128 + signal.SIGINT, command.wait(60), command.errors())
        self.assert_cancelled(run, before)
        self.assert_the_next_does_the_rest(before)

    def test_a_termination_leaves_it_to_be_continued(self):
        command, run, before = self.start_sync_command(HALF_A_BODY)

        command.send_signal(signal.SIGTERM)

        self.assertEqual(128 + signal.SIGTERM, command.wait(60), command.errors())
        self.assertIn(f"run {run} is left to be continued", command.errors())
        self.stub.release()
        self.assert_whole(self.alice.follow(run)[-1], attempts=2)

    def test_control_c_stops_the_work_also_without_a_database_and_is_stored_when_it_is_back(self):
        command, run, before = self.start_sync_command()

        self.database.take_away()
        command.send_signal(signal.SIGINT)
        command.wait_for_errors("is stored as cancelled once the database is back")
        self.database.give_back()

        self.assertEqual(128 + signal.SIGINT, command.wait(60), command.errors())
        self.alice.wait_for_status(200, "GET", f"jobs/runs/{run}/progress")
        last = self.alice.follow(run)[-1]
        self.assertEqual(("cancelled", before), (last["status"], last["processedItems"]))

    def test_control_c_twice_ends_it_whatever_it_waits_for(self):
        command, _, _ = self.start_sync_command()

        self.database.take_away()
        command.send_signal(signal.SIGINT)
        command.wait_for_errors("is stored as cancelled once the database is back")
        command.send_signal(signal.SIGINT)

        self.assertEqual(128 + signal.SIGINT, command.wait(60), command.errors())
        self.database.give_back()


if __name__ == "__main__":
    main()
