#!/usr/bin/python3
"""A second plugin, built against the installed interface alone, reports the progress of its own job: the routes show it."""

import os
import pathlib

from event_stream import EventStream
from host_case import main
from reporter_case import ReporterCase


class JobOfAnotherPlugin(ReporterCase):
    def setUp(self):
        super().setUp()
        self.host.start()

    def cancel(self, user, run):
        return self.as_user(user).call("DELETE", f"jobs/runs/{run}").status

    def test_the_routes_show_where_it_stands(self):
        run, held = self.start_held_export("alice", items=1200, done=738)

        shown = {
            "id": run,
            "jobName": "example.export",
            "jobType": "system",
            "status": "running",
            "progress": 61,
            "totalItems": 1200,
            "processedItems": 738,
            "remainingItems": 462,
            "statusMessage": "Exported item 738 of 1200",
            "progressData": {"phase": "exporting"},
            "userID": self.database.value("SELECT id FROM users WHERE username = 'alice'"),
            "errorMessage": "",
            "mediaSyncJobID": None,
            "endTime": None,
            "liveness": "ok",
        }
        self.assertEqual(shown, {name: held[name] for name in shown})
        (listed,) = self.as_user("alice").get("jobs/active").json()
        self.assertEqual(shown, {name: listed[name] for name in shown})

    def test_it_never_falls_back_and_ends_at_100(self):
        run = self.start_export("alice", items=400, itemMilliseconds=2)

        snapshots = self.as_user("alice").follow(run)

        for before, after in zip(snapshots, snapshots[1:]):
            self.assertLessEqual(before["revision"], after["revision"])
            self.assertLessEqual(before["progress"], after["progress"])
            self.assertLessEqual(before["processedItems"] or 0, after["processedItems"])
            self.assertTrue(after["progress"] < 100 or after["status"] == "completed", after)
        last = snapshots[-1]
        self.assertEqual(("completed", 100, ""), (last["status"], last["progress"], last["errorMessage"]))
        self.assertEqual((400, 400, 0), (last["totalItems"], last["processedItems"], last["remainingItems"]))
        self.assertEqual([], self.as_user("alice").get("jobs/active").json())

    def test_its_stream_goes_on_to_its_end(self):
        run = self.start_export("alice", items=300, itemMilliseconds=2)

        with EventStream(self.host.url, f"jobs/runs/{run}/progress", self.tokens["alice"]) as stream:
            events = stream.to_the_end()

        self.assertEqual(["progress"] * (len(events) - 1) + ["end"], [event.name for event in events])
        states = [event.json() for event in events[:-1]]
        self.assertEqual(sorted(state["progress"] for state in states), [state["progress"] for state in states])
        self.assertEqual(len(states), len({state["revision"] for state in states}))
        self.assertEqual(("completed", 100, 300), tuple(states[-1][name] for name in ("status", "progress", "processedItems")))
        self.assertEqual(states[-1], self.as_user("alice").progress(run))

    def test_the_stream_of_the_list_shows_it_come_move_and_end_once(self):
        with EventStream(self.host.url, "jobs/active", self.tokens["alice"]) as stream:
            self.assertEqual([], stream.next().json())
            run, _ = self.start_held_export("alice")
            lists = stream.until(lambda runs: runs and runs[0]["processedItems"] == 738)
            self.assertEqual(202, self.as_user("alice").call("DELETE", f"jobs/runs/{run}").status)
            lists += stream.until(lambda runs: runs and runs[0]["status"] == "cancelled")
            other, _ = self.start_held_export("alice")
            later = stream.until(lambda runs: runs and runs[0]["processedItems"] == 738)

        self.assertEqual({run}, {shown["id"] for runs in lists for shown in runs})
        self.assertEqual({other}, {shown["id"] for runs in later for shown in runs})

    def test_only_its_owner_and_admins_see_and_cancel_it(self):
        run, _ = self.start_held_export("alice")

        self.assertEqual(404, self.as_user("bob").get(f"jobs/runs/{run}/progress").status)
        self.assertEqual([], self.as_user("bob").get("jobs/active").json())
        self.assertEqual(404, self.cancel("bob", run))
        self.assertEqual(run, self.as_user("root").progress(run)["id"])

    def test_a_cancel_interrupts_it_where_it_waits(self):
        run, held = self.start_held_export("alice")

        self.assertEqual(202, self.cancel("alice", run))
        last = self.as_user("alice").follow(run)[-1]

        self.assertEqual(("cancelled", ""), (last["status"], last["errorMessage"]))
        self.assertEqual((held["progress"], held["processedItems"]), (last["progress"], last["processedItems"]))
        self.assertIsNotNone(last["endTime"])
        self.assertIsNone(last["liveness"])

    def test_it_fails_with_the_reason(self):
        run = self.start_export("alice", items=20, failAt=11)

        last = self.as_user("alice").follow(run)[-1]

        self.assertEqual(("failed", "item 11 cannot be exported"), (last["status"], last["errorMessage"]))
        self.assertEqual((50, 10, 10), (last["progress"], last["processedItems"], last["remainingItems"]))

    def test_it_ends_with_its_host_and_says_so(self):
        run, _ = self.start_held_export("alice")

        status, _ = self.host.stop()
        self.assertEqual(0, status, self.host.log())
        self.host.start()

        last = self.as_user("alice").progress(run)
        self.assertEqual(("failed", "the host stopped before everything was exported"), (last["status"], last["errorMessage"]))
        self.assertEqual((61, 738), (last["progress"], last["processedItems"]))

    def test_parameters_that_it_does_not_know_are_refused_before_there_is_a_run(self):
        answer = self.as_user("alice").post("jobs/example.export/run", {"itmes": 3})

        self.assertEqual((400, "an export knows no parameter itmes"), (answer.status, answer.json()["message"]))
        self.assertEqual(0, self.database.value("SELECT count(*) FROM job_runs"))


class JobWithoutAJobService(ReporterCase):
    def test_it_is_refused_until_a_plugin_offers_one(self):
        (self.host.plugins / pathlib.Path(os.environ["SUASOR_PLUGIN"]).name).unlink()
        self.host.start()

        answer = self.as_user("alice").post("jobs/example.export/run", {})

        self.assertEqual(503, answer.status, answer.body)
        self.assertIn("suasor.job_service/1", answer.json()["message"])


if __name__ == "__main__":
    main()
