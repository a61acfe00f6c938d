"""The host's HTTP API as one user sees it."""

import http.client
import json
import time
import urllib.parse

TERMINAL = ("completed", "failed", "cancelled")


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)


class Api:
    def __init__(self, base_url, token=None):
        self._address = urllib.parse.urlsplit(base_url).netloc
        self._token = token

    def call(self, method, path, body=None, headers=None):
        """The answer, whatever its status; a path without a leading slash is one below /api/v1/."""
        path = path if path.startswith("/") else f"/api/v1/{path}"
        sent = dict(headers or {})
        if self._token:
            sent["Authorization"] = f"Bearer {self._token}"
        if body is not None:
            body = json.dumps(body)
            sent["Content-Type"] = "application/json"

        connection = http.client.HTTPConnection(self._address, timeout=30)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.call("POST", path, body, **more)

    def start_sync(self, client, sync_type="music"):
        """The answer's body: runID and existing."""
        answer = self.post("jobs/media-sync/run", {"clientID": client, "syncType": sync_type})
        assert answer.status == 202, answer.body
        return answer.json()

    def progress(self, run):
        answer = self.get(f"jobs/runs/{run}/progress")
        assert answer.status == 200, answer.body
        return answer.json()

    def wait_for_run(self, run, reached, seconds=60):
        """Every snapshot up to the first one that `reached` accepts."""
        seen = []

        def poll():
            seen.append(self.progress(run))
            return reached(seen[-1])

        wait_until(poll, seconds, lambda: f"run {run} is not where it should be: {seen[-1]}")
        return seen

    def wait_for_status(self, status, method, path, seconds=60):
        """Asks again and again until the answer has this status."""
        seen = []

        def poll():
            seen.append(self.call(method, path))
            return seen[-1].status == status

        wait_until(poll, seconds, lambda: f"{method} {path} answers {seen[-1].status}: {seen[-1].body}")
        return seen[-1]

    def follow(self, run, seconds=120):
        """Every snapshot of a run to its end."""
        return self.wait_for_run(run, lambda snapshot: snapshot["status"] in TERMINAL, seconds)

    def sync(self, client):
        """The finished run of a new sync."""
        return self.follow(self.start_sync(client)["runID"])[-1]


def wait_until(holds, seconds, complaint):
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(complaint())
        time.sleep(0.02)
