#!/usr/bin/python3
"""What a host shows of a run that another host on the same database executes, while somebody watches it there."""

from api import wait_until
from event_stream import EventStream
from host_case import StubCase, main


class FollowingCase(StubCase):
    """Host executes a sync, the other host is asked about it."""

    def setUp(self):
        super().setUp()
        self.host.start()
        self.other = self.add_host()
        self.configure(self.other)
        self.other.start()

    def configure(self, host):
        pass

    def alice_there(self):
        return self.other.api(self.tokens["alice"])

    def stream_there(self, path):
        stream = EventStream(self.other.url, path, self.tokens["alice"])
        self.addCleanup(stream.close)
        self.assertEqual(200, stream.status, stream.body)
        return stream

    def let_it_go_on_to_album(self, position):
        """Returns how many items come before."""
        before = self.stub.hold_from_album(position)
        return lambda run: run["processedItems"] == before

    def assert_true_to_its_end(self, snapshots):
        for before, after in zip(snapshots, snapshots[1:]):
            self.assertLessEqual(before["progress"], after["progress"])
            self.assertLess(before["revision"], after["revision"] + (before["liveness"] != after["liveness"]))
        self.assert_finished(snapshots[-1])


class Followed(FollowingCase):
    def test_a_stream_of_the_run_shows_each_step_and_the_end(self):
        run, before = self.start_held_sync()
        stream = self.stream_there(f"jobs/runs/{run}/progress")
        seen = stream.until(lambda shown: shown["processedItems"] == before)

        seen += stream.until(self.let_it_go_on_to_album(80))
        self.stub.release()
        rest = stream.to_the_end()

        self.assertEqual("end", rest[-1].name)
        seen += [event.json() for event in rest if event.name == "progress"]
        self.assert_true_to_its_end(seen)

    def test_a_stream_of_the_active_runs_gains_the_run_and_loses_it(self):
        stream = self.stream_there("jobs/active")
        self.assertEqual([], stream.until(lambda runs: True)[-1])

        run, before = self.start_held_sync()
        stream.until(lambda runs: [(run, before)] == [(each["id"], each["processedItems"]) for each in runs])
        self.stub.release()

        # Its last state is shown once.
        stream.until(lambda runs: [(run, "completed")] == [(each["id"], each["status"]) for each in runs])
        second, _ = self.start_held_sync()
        stream.until(lambda runs: [second] == [each["id"] for each in runs])

    def test_a_stream_of_the_sync_job_waits_for_its_first_run(self):
        made = self.alice_there().post("jobs/media-sync", {"clientID": self.client, "syncType": "music", "frequency": "manual"})
        stream = self.stream_there(f"jobs/media-sync/{made.json()['id']}/progress")
        self.assertIsNone(stream.until(lambda shown: True)[-1]["id"])

        run, before = self.start_held_sync()
        stream.until(lambda shown: (shown["id"], shown["processedItems"]) == (run, before))
        self.stub.release()

        self.assertEqual("end", stream.to_the_end()[-1].name)

    def test_a_poll_that_waits_is_answered_when_the_run_moves(self):
        run, _ = self.start_held_sync()
        path = f"jobs/runs/{run}/progress"
        known = self.alice_there().get(path)
        reached = self.let_it_go_on_to_album(80)

        # However many steps there are on the way, each answer is another state.
        while not reached(known.json()):
            answer = self.alice_there().get(path, headers={"If-None-Match": known.headers["ETag"], "Prefer": "wait=20"})
            self.assertEqual(200, answer.status, answer.body)
            self.assertEqual("wait=20", answer.headers["Preference-Applied"])
            self.assertNotEqual(answer.headers["ETag"], known.headers["ETag"])
            self.assertGreaterEqual(answer.json()["revision"], known.json()["revision"])
            known = answer

    def test_a_run_of_a_killed_host_is_lost_and_then_goes_on_under_its_id(self):
        run, before = self.start_held_sync()
        stream = self.stream_there(f"jobs/runs/{run}/progress")
        stream.until(lambda shown: shown["processedItems"] == before)

        # Nobody can take the run over while its row is locked.
        with self.database.locked(f"job_runs WHERE id = {run}"):
            self.host.kill()
            lost = stream.until(lambda shown: shown["liveness"] == "lost")[-1]

        self.assertEqual((run, before, "running"), (lost["id"], lost["processedItems"], lost["status"]))
        resumed = stream.until(lambda shown: shown["liveness"] == "ok")[-1]
        self.assertEqual((run, before), (resumed["id"], resumed["processedItems"]))
        self.stub.release()
        rest = stream.to_the_end()
        self.assertEqual("end", rest[-1].name)
        last = rest[-2].json()
        self.assert_finished(last)
        self.assertEqual((run, self.stub.items), (last["id"], last["processedItems"]))
        self.assertEqual(2, last["progressData"]["attempt"])

    def test_the_host_says_nothing_about_it_in_its_log(self):
        run, before = self.start_held_sync()
        self.stream_there(f"jobs/runs/{run}/progress").until(lambda shown: shown["processedItems"] == before)

        self.assertEqual([], [line for line in self.other.log().splitlines() if " warning " in line and "[host]" not in line])


class FollowedWithoutListening(Followed):
    """The same, looked up from time to time."""

    def configure(self, host):
        host.configure({"plugins": {"suasor_media_sync": {"listen": False}}})

    def test_no_session_listens_for_it(self):
        self.stub.hold_from_album(0)
        self.stream_there("jobs/active").until(lambda runs: True)

        listening = "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        wait_until(lambda: self.database.value(listening) == 1, 30, lambda: "the first host's alone")


class FollowedAcrossLosses(FollowingCase):
    def test_a_lost_session_that_listened_is_made_anew(self):
        run, before = self.start_held_sync()
        stream = self.stream_there(f"jobs/runs/{run}/progress")
        stream.until(lambda shown: shown["processedItems"] == before)

        self.database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )

        stream.until(self.let_it_go_on_to_album(80))
        self.stub.release()
        self.assertEqual("end", stream.to_the_end()[-1].name)


if __name__ == "__main__":
    main()
