#!/usr/bin/python3
"""Real answers of a real host, held against the plugin's OpenAPI file: every status and type that the file has, and no other."""

import os
import sys

from contract import Contract
from event_stream import EventStream
from host_case import main
from reporter_case import ReporterCase
from subsonic_stub import PASSWORD, USER, SubsonicStub

CONTRACT = Contract(os.environ["SUASOR_OPENAPI"])
NO_SUCH_ID = 9223372036854775807
STREAM = {"Accept": "text/event-stream"}


def tearDownModule():
    # A part of the tests, asked for by name, shows a part of the answers.
    if len(sys.argv) == 1 and CONTRACT.unseen():
        raise AssertionError(f"no answer has shown {sorted(CONTRACT.unseen(), key=str)}")


class OpenApiCase(ReporterCase):
    def setUp(self):
        super().setUp()
        self.stub = SubsonicStub()
        self.addCleanup(self.stub.close)
        self.client = self.host.add_client("alice", self.stub.url, USER, PASSWORD)

    def assert_as_described(self, status, path, user="alice", method=None, **more):
        """Asks with GET and with HEAD, or with `method` only; the last answer."""
        who = self.as_user(user) if user else self.host.api()
        for each in [method] if method else ["HEAD", "GET"]:
            answer = who.call(each, f"/api/v1{path}", **more)
            self.assertEqual(status, answer.status, (each, path, answer.body))
            self.assertEqual([], CONTRACT.errors(each, path, answer))
        return answer

    def assert_stream_as_described(self, path, user="alice", last=lambda state: True, **headers):
        """A stream up to the first state that is the `last` wanted."""
        with EventStream(self.host.url, f"/api/v1{path}", self.tokens[user], headers) as stream:
            self.assertEqual((200, "text/event-stream"), (stream.status, stream.headers["Content-Type"]))
            self.assertEqual([], CONTRACT.errors("GET", path, stream))
            while True:
                event = stream.next()
                self.assertEqual([], CONTRACT.event_errors(path, event))
                if event.name == "end" or last(event.json()):
                    return event

    def start_media_sync_job(self):
        """The path of a stored job of alice's."""
        wanted = {"clientID": self.client, "syncType": "music", "frequency": "manual"}
        made = self.as_user("alice").post("jobs/media-sync", wanted)
        self.assertEqual(201, made.status, made.body)
        return f"/jobs/media-sync/{made.json()['id']}/progress"


class Answers(OpenApiCase):
    def setUp(self):
        super().setUp()
        self.host.start()

    def test_of_a_media_sync_at_every_stage(self):
        job = self.start_media_sync_job()
        self.assert_as_described(200, job)
        self.stub.hold_method("getArtists")
        run = self.as_user("alice").start_sync(self.client)["runID"]
        path = f"/jobs/runs/{run}/progress"
        self.assert_as_described(200, path)

        before = self.stub.hold_from_album(40)
        self.as_user("alice").wait_for_run(run, lambda snapshot: snapshot["processedItems"] == before)
        for each in (path, job, "/jobs/active", "/jobs/active?limit=1000&scope=own"):
            answer = self.assert_as_described(200, each)
            self.assertIsNotNone(answer.headers["ETag"])
            self.assert_as_described(304, each, headers={"If-None-Match": answer.headers["ETag"]})

        self.stub.release()
        self.as_user("alice").follow(run)
        for each in (path, job, "/jobs/active"):
            self.assert_as_described(200, each)

    def test_of_another_plugins_job_at_every_stage(self):
        ended = {}
        ended["completed"] = self.start_export("root", items=3)
        ended["failed"] = self.start_export("root", items=3, failAt=2)
        ended["cancelled"], _ = self.start_held_export("root", items=9, done=4)
        for path in (f"/jobs/runs/{ended['cancelled']}/progress", "/jobs/active"):
            self.assert_as_described(200, path, user="root")
        self.as_user("root").call("DELETE", f"jobs/runs/{ended['cancelled']}")

        for status, run in ended.items():
            self.assertEqual(status, self.as_user("root").follow(run)[-1]["status"])
            self.assert_as_described(200, f"/jobs/runs/{run}/progress", user="root")

    def test_of_a_run_that_the_host_itself_wrote(self):
        self.database.execute(
            "INSERT INTO job_runs (created_at, updated_at, job_name, job_type, status, start_time)"
            " VALUES (now(), now(), 'system.cleanup', 'system', 'running', now())"
        )
        run = self.database.value("SELECT id FROM job_runs")

        self.assert_as_described(200, f"/jobs/runs/{run}/progress", user="root")
        self.assert_as_described(200, "/jobs/active", user="root")

    def test_of_a_wait(self):
        run, _ = self.start_held_export("alice")
        path = f"/jobs/runs/{run}/progress"
        tag = self.assert_as_described(200, path).headers["ETag"]

        wait = {"If-None-Match": tag, "Prefer": "wait=1"}
        unchanged = self.assert_as_described(304, path, method="GET", headers=wait)
        self.assertEqual("wait=1", unchanged.headers["Preference-Applied"])

        self.as_user("alice").call("DELETE", f"jobs/runs/{run}")
        wait["Prefer"] = "wait=60"
        self.assert_as_described(200, path, method="GET", headers=wait)

    def test_of_all_failures(self):
        run = self.as_user("alice").sync(self.client)["id"]
        path = f"/jobs/runs/{run}/progress?failures=all"
        self.assertEqual([], self.assert_as_described(200, path).json()["progressData"]["failures"])

        self.database.execute(
            "INSERT INTO job_run_failures (run_id, client_id, item_type, client_item_id, title, error)"
            f" SELECT {run}, {self.client}, 'track', 'tr-' || n, '', 'it is broken' FROM generate_series(1, 1000) AS n"
        )
        self.assertEqual(1000, len(self.assert_as_described(200, path).json()["progressData"]["failures"]))
        last = self.assert_as_described(200, f"{path}&after=999").json()["progressData"]["failures"]
        self.assertEqual([{"itemID": "tr-1000", "title": "", "error": "it is broken"}], last)
        self.assert_as_described(400, f"{path}&after=-1")
        self.assert_as_described(406, path, headers=STREAM)

    def test_of_refusals(self):
        for path in (f"/jobs/runs/{NO_SUCH_ID}/progress", f"/jobs/media-sync/{NO_SUCH_ID}/progress"):
            self.assert_as_described(404, path)
        for path in ("/jobs/runs/0/progress", "/jobs/media-sync/x/progress", "/jobs/active?limit=0", "/jobs/active?scope=all"):
            self.assert_as_described(400, path)
        for path in ("/jobs/runs/1/progress", "/jobs/media-sync/1/progress", "/jobs/active"):
            self.assert_as_described(401, path, user=None)
            self.assert_as_described(406, path, headers={"Accept": "text/html"})

    def test_while_the_database_is_away(self):
        self.assert_as_described(200, "/jobs/active")

        self.database.take_away()
        for path in ("/jobs/runs/1/progress", "/jobs/media-sync/1/progress", "/jobs/active"):
            self.assert_as_described(503, path)

        self.database.give_back()

    def test_of_a_database_that_holds_what_it_should_not(self):
        job = self.start_media_sync_job()
        self.database.execute(
            "INSERT INTO job_runs (created_at, job_name, job_type, status, user_id, media_sync_job_id)"
            " SELECT now(), 'system.media.sync', 'sync', 'running', user_id, id FROM media_sync_jobs"
        )
        run = self.database.value("SELECT id FROM job_runs")

        self.database.execute("ALTER TABLE job_runs ALTER attempt DROP DEFAULT, ALTER attempt TYPE text USING 'many'")
        for path in (f"/jobs/runs/{run}/progress", job, "/jobs/active"):
            self.assert_as_described(500, path)


class Streams(OpenApiCase):
    def setUp(self):
        super().setUp()
        self.host.start()

    def test_of_a_run_from_its_middle_to_its_end(self):
        job = self.start_media_sync_job()
        before = self.stub.hold_from_album(40)
        run = self.as_user("alice").start_sync(self.client)["runID"]
        self.as_user("alice").wait_for_run(run, lambda snapshot: snapshot["processedItems"] == before)
        path = f"/jobs/runs/{run}/progress"
        self.assert_stream_as_described("/jobs/active")
        self.assert_stream_as_described(job)
        self.assert_stream_as_described(path)

        self.stub.release()
        for each in (path, job):
            self.assertEqual("end", self.assert_stream_as_described(each, last=lambda state: False).name)
            tag = self.assert_stream_as_described(each).id
            self.assert_as_described(204, each, headers={**STREAM, "Last-Event-ID": tag})

    def test_of_a_placeholder_and_of_an_empty_list(self):
        self.assert_stream_as_described(self.start_media_sync_job())
        self.assert_stream_as_described("/jobs/active")

    def test_head_tells_of_a_stream_without_opening_one(self):
        run, _ = self.start_held_export("alice")

        for path in (f"/jobs/runs/{run}/progress", self.start_media_sync_job(), "/jobs/active"):
            self.assert_as_described(200, path, method="HEAD", headers=STREAM)


class StreamsOfOneUser(OpenApiCase):
    def test_that_are_too_many(self):
        self.host.configure({"plugins": {"suasor_media_sync": {"maxStreamsPerUser": 1}}})
        self.host.start()
        run, _ = self.start_held_export("alice")

        with EventStream(self.host.url, "/api/v1/jobs/active", self.tokens["alice"]) as stream:
            stream.next()
            for path in (f"/jobs/runs/{run}/progress", self.start_media_sync_job(), "/jobs/active"):
                refused = self.assert_as_described(429, path, headers=STREAM)
                self.assertIn("maxStreamsPerUser", refused.json()["message"])
                self.assert_as_described(200, path)


class EnvelopedAnswers(OpenApiCase):
    def test_of_every_route(self):
        self.host.configure({"plugins": {"suasor_media_sync": {"responseEnvelope": "suasor"}}})
        self.host.start()
        run = self.start_export("alice", items=9, holdAt=5)

        for path in (f"/jobs/runs/{run}/progress", "/jobs/active", self.start_media_sync_job()):
            answer = self.assert_as_described(200, path)
            self.assertIs(True, answer.json()["success"])
            self.assert_stream_as_described(path)


class Examples(OpenApiCase):
    def test_are_what_they_are_examples_of(self):
        for schema, value in CONTRACT.examples():
            self.assertEqual([], CONTRACT.schema_errors(schema, value))


if __name__ == "__main__":
    main()
