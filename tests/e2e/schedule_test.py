#!/usr/bin/python3
"""Syncs that users have scheduled, and servers whose library has gone."""

from api import wait_until
from host_case import StubCase, main


class Schedule(StubCase):
    def setUp(self):
        super().setUp()
        self.host.configure({"plugins": {"suasor_media_sync": {"scheduleSeconds": 1}}})

    def schedule(self, frequency, last="NULL", sync_type="music"):
        self.database.execute(
            "INSERT INTO media_sync_jobs (user_id, client_id, client_type, sync_type, frequency, enabled, last_sync_time)"
            f" SELECT user_id, id, 'subsonic', '{sync_type}', '{frequency}', true, {last} FROM clients"
            f" WHERE id = {self.client}"
        )
        return self.database.value("SELECT max(id) AS id FROM media_sync_jobs")

    def runs_of(self, job):
        return self.database.rows(f"SELECT status, error_message FROM job_runs WHERE media_sync_job_id = {job} ORDER BY id")

    def test_what_is_due_runs_by_itself_once_and_shows_on_its_route(self):
        due = self.schedule("daily")
        fresh = self.schedule("weekly", "now()", "favorites")
        by_hand = self.schedule("manual", sync_type="playlists")
        self.host.start()
        alice = self.as_user("alice")

        def finished():
            return alice.get(f"/api/v1/jobs/media-sync/{due}/progress").json()["status"] == "completed"

        wait_until(finished, 60, self.host.log)
        run = alice.get(f"/api/v1/jobs/media-sync/{due}/progress").json()
        self.assert_finished(run)
        self.assertEqual(due, run["mediaSyncJobID"])
        self.assertEqual(
            1, self.database.value(f"SELECT count(*) AS n FROM media_sync_jobs WHERE id = {due} AND last_sync_time <= now()")
        )
        self.assertEqual(1, len(self.runs_of(due)))
        self.assertEqual([], self.runs_of(fresh) + self.runs_of(by_hand))

    def test_one_that_fails_is_not_counted_as_done_nor_tried_at_every_tick(self):
        due = self.schedule("daily")
        self.database.execute(
            "UPDATE clients SET config = jsonb_set(config, '{details,core,baseURL}', '\"http://127.0.0.1:1\"')"
        )
        self.host.start()

        wait_until(lambda: [run["status"] for run in self.runs_of(due)] == ["failed"], 120, self.host.log)
        ticks = self.host.log().count("scheduled sync due")
        self.assertEqual(1, ticks)
        self.assertIn("127.0.0.1:1", self.runs_of(due)[0]["error_message"])
        self.assertEqual(
            1, self.database.value(f"SELECT count(*) AS n FROM media_sync_jobs WHERE id = {due} AND last_sync_time IS NULL")
        )


if __name__ == "__main__":
    main()
