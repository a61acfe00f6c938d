"""A stream of server-sent events as one user's client reads it."""

import http.client
import json
import queue
import socket
import threading
import time
import urllib.parse

CONNECT_SECONDS = 30


class Event:
    """`name` and `id` are None where the event has none; a comment has only `comment`."""

    def __init__(self, name=None, id=None, data=None, comment=None):
        self.name = name
        self.id = id
        self.data = data
        self.comment = comment

    def json(self):
        return json.loads(self.data)

    def __repr__(self):
        return f"Event(name={self.name!r}, id={self.id!r}, data={self.data!r}, comment={self.comment!r})"


class EventStream:
    """Opens a stream of GET `path`; one without a leading slash is below /api/v1/. Its thread reads all the time, so that
    whoever looks at the events late has them all."""

    def __init__(self, base_url, path, token=None, headers=None):
        sent = {"Accept": "text/event-stream", **(headers or {})}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        self._connection = http.client.HTTPConnection(urllib.parse.urlsplit(base_url).netloc, timeout=CONNECT_SECONDS)
        self._connection.request("GET", path if path.startswith("/") else f"/api/v1/{path}", headers=sent)
        self._socket = self._connection.sock  # http.client lets go of it when an answer has no known length
        response = self._connection.getresponse()
        self.status, self.headers = response.status, response.headers
        self.body = None if self.status == 200 else response.read()

        self._events = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, args=(response,), daemon=True)
        if self.status == 200:
            self._socket.settimeout(None)
            self._reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def next(self, seconds=30):
        """The next event, None once the stream has ended. Comments are left out."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                event = self._events.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no event within {seconds} s") from None
            if event is None:
                self._events.put(None)  # for whoever asks again
            if event is None or event.comment is None:
                return event

    def until(self, reached, seconds=60):
        """The bodies of the events `progress` up to the first one that `reached` accepts."""
        deadline = time.monotonic() + seconds
        seen = []
        while not seen or not reached(seen[-1]):
            left = deadline - time.monotonic()
            event = self.next(left) if left > 0 else None
            if event is None:
                raise AssertionError(f"the stream ended, or {seconds} s did, before what was waited for; so far: {seen[-3:]}")
            if event.name == "progress":
                seen.append(event.json())
        return seen

    def to_the_end(self, seconds=60):
        """Every event until the server ends the stream."""
        deadline = time.monotonic() + seconds
        events = []
        while (event := self.next(deadline - time.monotonic())) is not None:
            events.append(event)
        return events

    def close(self):
        """Hangs up, in the middle of whatever comes. Tolerates a second call."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the server was faster
        if self._reader.is_alive():
            self._reader.join()
        self._connection.close()

    def _read(self, response):
        try:
            fields = {}
            while line := response.readline():
                text = line.decode().rstrip("\r\n")
                if text.startswith(":"):
                    self._events.put(Event(comment=text[1:].strip()))
                elif text:
                    name, _, value = text.partition(":")
                    value = value.removeprefix(" ")
                    fields[name] = f"{fields['data']}\n{value}" if name == "data" and "data" in fields else value
                elif fields:
                    self._events.put(Event(fields.get("event"), fields.get("id"), fields.get("data")))
                    fields = {}
        except (OSError, http.client.HTTPException, ValueError):
            pass  # a stream that breaks ends, too
        finally:
            response.close()
            self._events.put(None)
