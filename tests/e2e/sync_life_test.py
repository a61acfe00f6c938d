#!/usr/bin/python3
"""What a sync says of itself on its way, and what becomes of one that is cancelled or whose host ends in the middle of it."""

from host_case import StubCase, main

STOP_SECONDS = 10
# From the kill until the run moves: a process is dead after 3 s without a heartbeat, the others look once a second, and the rest
# is for the takeover and its first batch.
TAKEOVER_SECONDS = 5


class SyncCase(StubCase):
    def setUp(self):
        super().setUp()
        self.host.start()

    def assert_continued_to_its_end(self, run, before, host):
        """The run that another host left `before` items into it is completed under its own id by this one."""
        self.stub.release()
        snapshots = host.api(self.tokens["alice"]).follow(run)

        self.assertEqual(run, snapshots[-1]["id"])
        self.assertGreaterEqual(snapshots[0]["processedItems"], before)
        self.assert_whole(snapshots[-1], attempts=2)

    def wait_for_attempt(self, run, attempt):
        """Until it asks the server what there is, for the how-manieth time."""
        self.as_user("alice").wait_for_run(
            run, lambda snapshot: snapshot["progress"] == 10 and snapshot["progressData"]["attempt"] == attempt
        )


class SyncLife(SyncCase):
    def test_the_phases_have_their_percents_and_messages(self):
        alice = self.as_user("alice")
        self.stub.hold_method("getArtists")
        run = alice.start_sync(self.client)["runID"]
        fetching = alice.wait_for_run(run, lambda snapshot: snapshot["progress"] == 10)[-1]
        self.assertEqual("Fetching media items from client", fetching["statusMessage"])
        self.assertIsNone(fetching["totalItems"])
        self.assertIsNone(fetching["remainingItems"])

        before = self.stub.hold_from_album(40)
        items = self.stub.items
        processing = alice.wait_for_run(run, lambda snapshot: snapshot["processedItems"] == before)[-1]
        self.assertEqual(f"Processing item {before} of {items}", processing["statusMessage"])
        self.assertEqual(20 + 70 * before // items, processing["progress"])
        self.assertEqual((items, items - before), (processing["totalItems"], processing["remainingItems"]))
        self.assertEqual("running", processing["status"])
        self.assertEqual(
            [("artists", "completed"), ("albums", "completed"), ("tracks", "running")],
            [(step["name"], step["status"]) for step in processing["progressData"]["steps"]],
        )

        self.stub.release()
        self.assert_finished(alice.follow(run)[-1])

    def test_cancelling_ends_a_sync_that_waits_for_its_server(self):
        run, before = self.start_held_sync()

        answer = self.as_user("alice").call("DELETE", f"jobs/runs/{run}")
        self.assertEqual(202, answer.status, answer.body)
        last = self.as_user("alice").follow(run, seconds=10)[-1]

        self.assertEqual("cancelled", last["status"])
        self.assertEqual(before, last["processedItems"])
        self.assertLess(last["progress"], 100)
        self.assertIsNotNone(last["endTime"])
        self.assertEqual(before, self.database.value("SELECT count(*) AS n FROM media_items"))

        # Whatever the run held is free again.
        self.stub.release()
        self.assert_finished(self.as_user("alice").sync(self.client))

    def test_a_stopped_host_leaves_its_sync_to_the_next_one(self):
        run, before = self.start_held_sync()

        status, seconds = self.host.stop()
        self.assertEqual(0, status, self.host.log())
        self.assertLess(seconds, STOP_SECONDS)
        (left,) = self.database.rows("SELECT status, processed_items FROM job_runs")
        self.assertEqual({"status": "running", "processed_items": before}, left)

        self.host.start()
        self.assert_continued_to_its_end(run, before, self.host)

    def test_the_next_one_does_not_wait_before_it_continues_what_a_stopped_host_has_left(self):
        run, before = self.start_held_sync()
        self.assertEqual(0, self.host.stop()[0], self.host.log())

        # So the next host's first heartbeat is its last one, and it never gets to judge anybody by their silence.
        self.database.execute(
            "CREATE FUNCTION refuse_heartbeats() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no more of them'; END $$;"
            "CREATE TRIGGER refuse_heartbeats BEFORE UPDATE ON job_executors FOR EACH ROW EXECUTE FUNCTION refuse_heartbeats()"
        )
        self.host.start()

        self.assert_continued_to_its_end(run, before, self.host)
        self.host.wait_for_log("no more of them")

    def test_a_killed_host_leaves_its_sync_to_the_next_one(self):
        run, before = self.start_held_sync()

        self.host.kill()
        self.host.start()

        self.assert_continued_to_its_end(run, before, self.host)

    def test_a_sync_that_gets_no_further_in_three_killed_hosts_is_given_up(self):
        alice = self.as_user("alice")
        self.stub.hold_method("getArtists")
        run = alice.start_sync(self.client)["runID"]

        for attempt in (1, 2, 3):
            self.wait_for_attempt(run, attempt)
            self.host.kill()
            self.host.start()

        last = self.as_user("alice").follow(run)[-1]
        self.assertEqual(("failed", 10), (last["status"], last["progress"]))
        self.assertRegex(last["errorMessage"], "^3 attempts in a row ended without getting any further: .*")
        self.stub.release()
        self.assert_finished(self.as_user("alice").sync(self.client))

    def test_a_sync_outlives_any_number_of_hosts_that_stop_in_order(self):
        self.stub.hold_method("getArtists")
        run = self.as_user("alice").start_sync(self.client)["runID"]

        for attempt in (1, 2, 3, 4):
            self.wait_for_attempt(run, attempt)
            self.assertEqual(0, self.host.stop()[0], self.host.log())
            self.host.start()

        self.stub.release()
        self.assert_finished(self.as_user("alice").follow(run)[-1])

    def test_an_idle_host_stops_at_once(self):
        self.assert_finished(self.as_user("alice").sync(self.client))

        status, seconds = self.host.stop()

        self.assertEqual(0, status, self.host.log())
        self.assertLess(seconds, STOP_SECONDS)


class SyncOnOneOfTwoHosts(SyncCase):
    def setUp(self):
        super().setUp()
        self.other = self.add_host()
        self.other.start()

    def test_the_other_one_shows_and_cancels_it(self):
        run, before = self.start_held_sync()
        alice = self.other.api(self.tokens["alice"])

        self.assertEqual(before, alice.progress(run)["processedItems"])
        self.assertEqual({"runID": run, "existing": True}, alice.start_sync(self.client))
        self.assertEqual(202, alice.call("DELETE", f"jobs/runs/{run}").status)

        self.assertEqual("cancelled", alice.follow(run)[-1]["status"])
        self.assertEqual("cancelled", self.as_user("alice").follow(run)[-1]["status"])

    def test_the_other_one_moves_it_within_five_seconds_of_the_kill(self):
        # A machine that is busy with other tests may hold up one takeover, and hardly three.
        seconds = []
        while len(seconds) < 3 and min(seconds, default=TAKEOVER_SECONDS + 1) > TAKEOVER_SECONDS:
            seconds.append(self.kill_and_wait_until_it_moves())

        self.assertLessEqual(min(seconds), TAKEOVER_SECONDS, seconds)

    def kill_and_wait_until_it_moves(self):
        """The seconds on the database's clock from the kill until the other host shows the run beyond where it was."""
        run, before = self.start_held_sync()
        alice = self.other.api(self.tokens["alice"])

        killed_at = self.database.value("SELECT clock_timestamp()::text AS moment")
        self.host.kill()
        self.stub.release()
        alice.wait_for_run(run, lambda snapshot: snapshot["processedItems"] > before)
        seconds = self.database.value(f"SELECT extract(epoch FROM clock_timestamp() - '{killed_at}')::float8 AS seconds")

        self.assert_finished(alice.follow(run)[-1])
        self.host.start()
        return seconds

    def test_the_other_one_continues_it_when_its_host_is_killed(self):
        run, before = self.start_held_sync()

        self.host.kill()

        self.assert_continued_to_its_end(run, before, self.other)


if __name__ == "__main__":
    main()
