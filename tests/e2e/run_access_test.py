#!/usr/bin/python3
"""Who sees which run, and what everybody else is answered, on a host in the middle of a sync."""

import datetime

from host_case import StubCase, main

MALFORMED_IDS = ("0", "-1", "+1", "abc", "1.5", "1x", "%20", "9223372036854775808", "99999999999999999999")
NO_SUCH_RUN = 9223372036854775807


class RunAccess(StubCase):
    def setUp(self):
        super().setUp()
        self.host.start()
        self.run_id, _ = self.start_held_sync()
        self.path = f"jobs/runs/{self.run_id}/progress"

    def assert_error(self, status, answer):
        self.assertEqual(status, answer.status, answer.body)
        body = answer.json()
        self.assertEqual({"type", "message", "statusCode", "timestamp", "request_id"}, set(body))
        self.assertEqual(status, body["statusCode"])
        for name in ("type", "message", "request_id"):
            self.assertIsInstance(body[name], str)
            self.assertTrue(body[name], name)
        self.assertIsNotNone(datetime.datetime.fromisoformat(body["timestamp"]).tzinfo)
        self.assertEqual("application/json", answer.headers.get_content_type())

    def test_only_the_owner_and_admins_see_a_run(self):
        self.assertEqual(self.run_id, self.as_user("alice").progress(self.run_id)["id"])
        self.assertEqual(self.run_id, self.as_user("root").progress(self.run_id)["id"])

        hidden = self.as_user("bob").get(self.path)
        missing = self.as_user("bob").get(f"jobs/runs/{NO_SUCH_RUN}/progress")

        self.assert_error(404, hidden)
        self.assert_error(404, missing)
        # The same but for the id that was asked for: existence does not leak.
        self.assertEqual(missing.json()["type"], hidden.json()["type"])
        self.assertEqual(
            missing.json()["message"].replace(str(NO_SUCH_RUN), "ID"),
            hidden.json()["message"].replace(str(self.run_id), "ID"),
        )

    def test_an_admin_can_ask_for_own_runs_only(self):
        root = self.as_user("root")

        self.assert_error(404, root.get(f"{self.path}?scope=own"))
        self.assertEqual([self.run_id], [run["id"] for run in root.get("jobs/active").json()])
        self.assertEqual([], root.get("jobs/active?scope=own").json())

    def test_the_active_list_holds_the_callers_runs(self):
        self.assertEqual([self.run_id], [run["id"] for run in self.as_user("alice").get("jobs/active").json()])
        self.assertEqual([], self.as_user("bob").get("jobs/active").json())

        self.stub.release()
        self.as_user("alice").follow(self.run_id)
        self.assertEqual([], self.as_user("alice").get("jobs/active").json())

    def test_a_malformed_id_is_refused(self):
        for pattern in ("jobs/runs/{}/progress", "jobs/media-sync/{}/progress"):
            for wrong in MALFORMED_IDS:
                with self.subTest(path=pattern, id=wrong):
                    self.assert_error(400, self.as_user("alice").get(pattern.format(wrong)))

    def test_nobody_is_told_anything_without_a_token(self):
        for who in (self.host.api(), self.host.api("x" * 40)):
            for path in (self.path, "jobs/active", "jobs/media-sync/1/progress", f"jobs/runs/{NO_SUCH_RUN}/progress"):
                with self.subTest(path=path):
                    self.assert_error(401, who.get(path))

    def test_a_missing_token_is_said_before_a_malformed_id(self):
        for wrong in MALFORMED_IDS:
            with self.subTest(id=wrong):
                self.assert_error(401, self.host.api().get(f"jobs/runs/{wrong}/progress"))

    def test_head_answers_like_get_without_a_body(self):
        get = self.as_user("alice").get(self.path)
        head = self.as_user("alice").call("HEAD", self.path)

        self.assertEqual((200, b""), (head.status, head.body))
        for name in ("Content-Type", "Content-Length", "Cache-Control", "Vary"):
            self.assertEqual(get.headers[name], head.headers[name], name)
        self.assertEqual(404, self.as_user("bob").call("HEAD", self.path).status)
        self.assertEqual(401, self.host.api().call("HEAD", self.path).status)

    def test_a_second_request_for_a_sync_gets_the_run_under_way(self):
        second = self.as_user("alice").post("jobs/media-sync/run", {"clientID": self.client, "syncType": "music"})

        self.assertEqual(202, second.status)
        self.assertEqual({"runID": self.run_id, "existing": True}, second.json())
        self.assertEqual(f"/api/v1/{self.path}", second.headers["Location"])
        self.assertEqual(self.run_id, self.as_user("alice").get(second.headers["Location"]).json()["id"])
        self.assertEqual(1, self.database.value("SELECT count(*) AS n FROM job_runs"))

    def test_only_the_owner_of_a_client_syncs_it(self):
        wanted = {"clientID": self.client, "syncType": "music"}
        self.assert_error(404, self.as_user("bob").post("jobs/media-sync/run", wanted))
        self.assert_error(401, self.host.api().post("jobs/media-sync/run", wanted))

    def test_only_the_owner_cancels_a_run(self):
        self.assert_error(404, self.as_user("bob").call("DELETE", f"jobs/runs/{self.run_id}"))
        self.assertEqual("running", self.as_user("alice").progress(self.run_id)["status"])

    def test_a_session_cookie_stands_for_the_token(self):
        opened = self.host.api().post("auth/session", {"token": self.tokens["alice"]})

        self.assertEqual(200, opened.status, opened.body)
        cookie, *attributes = opened.headers["Set-Cookie"].split("; ")
        self.assertLessEqual({"HttpOnly", "SameSite=Strict"}, set(attributes))
        run = self.host.api().get(self.path, headers={"Cookie": cookie})
        self.assertEqual((200, self.run_id), (run.status, run.json()["id"]))

        closed = self.host.api().call("DELETE", "auth/session")
        self.assertIn("Max-Age=0", closed.headers["Set-Cookie"])
        self.assert_error(401, self.host.api().post("auth/session", {"token": "x" * 40}))


class MediaSyncJobProgress(StubCase):
    def setUp(self):
        super().setUp()
        self.host.start()

    def test_a_job_shows_a_placeholder_until_its_first_run_and_then_the_latest(self):
        alice = self.as_user("alice")
        made = alice.post("jobs/media-sync", {"clientID": self.client, "syncType": "music", "frequency": "manual"})
        self.assertEqual(201, made.status, made.body)
        job = made.json()["id"]
        path = f"jobs/media-sync/{job}/progress"

        placeholder = alice.get(path).json()
        self.assertEqual((None, "pending", 0), (placeholder["id"], placeholder["status"], placeholder["progress"]))
        self.assertEqual(job, placeholder["mediaSyncJobID"])

        before = self.stub.hold_from_album(40)
        first = alice.start_sync(self.client)["runID"]
        alice.wait_for_run(first, lambda snapshot: snapshot["processedItems"] == before)
        active = alice.get(path).json()
        self.assertEqual((first, "running", job), (active["id"], active["status"], active["mediaSyncJobID"]))

        self.stub.release()
        alice.follow(first)
        self.assertEqual((first, "completed"), (alice.get(path).json()["id"], alice.get(path).json()["status"]))

        second = alice.sync(self.client)["id"]
        self.assertNotEqual(first, second)
        self.assertEqual(second, alice.get(path).json()["id"])

        self.assertEqual(404, self.as_user("bob").get(path).status)
        self.assertEqual(second, self.as_user("root").get(path).json()["id"])


if __name__ == "__main__":
    main()
