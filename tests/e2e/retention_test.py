#!/usr/bin/python3
"""Runs that nobody wants to keep for ever."""

from host_case import StubCase, main


class Retention(StubCase):
    library = {"artists": 1}

    def test_what_ended_long_ago_is_deleted_and_nothing_else(self):
        self.host.configure({"plugins": {"suasor_media_sync": {"scheduleSeconds": 1, "retainRunsDays": 30}}})
        self.host.start()
        old, young = (self.as_user("alice").sync(self.client)["id"] for _ in range(2))
        self.database.execute(f"UPDATE job_runs SET end_time = now() - interval '31 days' WHERE id = {old}")

        # The table was looked through when the host started, and is again in an hour.
        self.host.stop()
        self.host.start()

        alice = self.as_user("alice")
        alice.wait_for_status(404, "GET", f"jobs/runs/{old}/progress")
        self.assertEqual("completed", alice.progress(young)["status"])
        self.assertEqual(self.stub.items, self.database.value("SELECT count(*) AS n FROM media_items"))


if __name__ == "__main__":
    main()
