"""Clients that watch a run all the time, through hosts that come and go, and write down what they should never have seen."""

import http.client
import itertools
import re
import threading
import time

from api import TERMINAL
from event_stream import EventStream

POLL_SECONDS = 0.05
SILENCE_SECONDS = 5  # then somebody who reads a stream looks whether its host is still the same


class Watcher:
    """Sees one run. `name` says who it is."""

    def __init__(self, name, run):
        self.name = name
        self._run = run
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.seen = 0
        self.latest = None
        self.breaches = []

    def start(self):
        self._thread.start()

    def stop(self):
        self._ending.set()
        self._thread.join()

    def _note(self, run, attempt):
        """A snapshot, and the attempt that its tag names."""
        run = {**run, "attempt": attempt}
        before = self.latest or run
        for what, holds in (
            ("another run", run["id"] == self._run),
            ("a percent that falls", run["progress"] >= before["progress"]),
            ("items that get fewer", (run["processedItems"] or 0) >= (before["processedItems"] or 0)),
            ("an older revision", run["revision"] >= before["revision"]),
            ("an earlier attempt", run["attempt"] >= before["attempt"]),
            ("a run that goes on after its end", before["status"] not in TERMINAL or run["revision"] == before["revision"]),
            ("100 before the end", (run["progress"] == 100) == (run["status"] == "completed")),
            ("more items than there are", run["totalItems"] is None or run["processedItems"] <= run["totalItems"]),
        ):
            if not holds:
                self.breaches.append(f"{self.name} has seen {what}: {before} and then {run}")
        self.seen += 1
        self.latest = run

    def _pause(self):
        self._ending.wait(POLL_SECONDS)


class Poller(Watcher):
    """Polls one host, whenever that runs."""

    def __init__(self, host, token, run):
        super().__init__(f"who polls {host.name}", run)
        self._host = host
        self._token = token

    def _watch(self):
        with self._host.inside():
            while not self._ending.is_set():
                self._poll()
                self._pause()

    def _poll(self):
        if not self._host.url:
            return
        try:
            answer = self._host.api(self._token).get(f"jobs/runs/{self._run}/progress")
        except (OSError, http.client.HTTPException):
            return  # killed
        if answer.status == 200:
            self._note(answer.json(), _attempt(answer.headers["ETag"]))
        elif answer.status != 503:
            self.breaches.append(f"{self.name} was answered {answer.status}: {answer.body}")


class StreamReader(Watcher):
    """Reads the run's stream from one host after another, or always from the same, and comes back when it breaks off. Several hosts
    have to be in one place."""

    def __init__(self, name, hosts, token, run):
        super().__init__(name, run)
        self._hosts = hosts
        self._token = token
        self._last_id = None
        self.connections = 0
        self.ended = False

    def _watch(self):
        with self._hosts[0].inside():
            for host in itertools.cycle(self._hosts):
                if self.ended or self._ending.is_set():
                    return
                try:
                    self._read_from(host)
                except (OSError, http.client.HTTPException):
                    pass  # killed
                self._pause()

    def _read_from(self, host):
        url = host.url
        if not url:
            return
        headers = {"Last-Event-ID": self._last_id} if self._last_id else {}
        with EventStream(url, f"jobs/runs/{self._run}/progress", self._token, headers) as stream:
            if stream.status == 204:
                self.ended = True
            elif stream.status not in (200, 503):
                self.breaches.append(f"{self.name} was answered {stream.status}: {stream.body}")
            if stream.status != 200:
                return
            self.connections += 1
            while host.url == url and not self._ending.is_set():
                try:
                    event = stream.next(SILENCE_SECONDS)
                except AssertionError:
                    continue
                if event is None:
                    return
                if event.name == "end":
                    self.ended = True
                    return
                self._last_id = event.id
                self._note(event.json(), _attempt(event.id))


def _attempt(tag):
    return int(re.fullmatch(r'W/"\d+-(\d+)-\w+"', tag)[1])


def newest(watchers):
    """The newest snapshot that any of them has; None if there is none."""
    return max((each.latest for each in watchers if each.latest), key=lambda run: run["revision"], default=None)


def wait_for(watchers, reached, seconds, what):
    """The first newest snapshot of theirs that `reached` accepts."""
    deadline = time.monotonic() + seconds
    while not ((run := newest(watchers)) and reached(run)):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} does not come within {seconds} s; the run is {run}")
        time.sleep(POLL_SECONDS / 2)
    return run
