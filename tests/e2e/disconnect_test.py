#!/usr/bin/python3
"""Ten thousand clients hang up in the middle of a stream, a wait or a poll: the host keeps nothing of them."""

import os
import re

from api import wait_until
from crowd import STREAM, Client
from host_case import main
from process_usage import memory, open_files
from reporter_case import ReporterCase

# What a sanitizer keeps of freed memory would hide how much is in use.
os.environ.setdefault("ASAN_OPTIONS", "quarantine_size_mb=4")

WARM_UP = 2000
HALF = 5000
AT_ONCE = 20  # of each kind
SPARE_FILES = 8  # sessions of the database that are opened when they are needed
# Of 5,000 disconnects, so that of each fewer than a thousand bytes could stay. A sanitizer wants more for itself, and looks for
# what leaked when the host ends.
SPARE_MEMORY = (32 if os.environ.get("SUASOR_SANITIZE") else 4) * 1024 * 1024


class Disconnects(ReporterCase):
    def setUp(self):
        super().setUp()
        self.host.start()
        self.still, _ = self.start_held_export("alice")
        self.moving = self.start_export("alice", items=1_000_000, itemMilliseconds=5)
        self.done = 0

    def client(self, path, headers=None):
        return Client(self.host.url, path, self.tokens["alice"], headers)

    def kinds(self):
        """How each kind of client begins: those whose answer stays open, those whose answer may be under way, and those who
        see something of it before they go."""
        still, moving = f"jobs/runs/{self.still}/progress", f"jobs/runs/{self.moving}/progress"
        tag = self.as_user("alice").get(still).headers["ETag"]
        wait = {"If-None-Match": tag, "Prefer": "wait=60"}
        held = [
            lambda: self.client(still, wait).ask(),
            lambda: self.client(still, STREAM).ask(),
            lambda: self.client(moving, STREAM).ask(),
        ]
        blind = [
            lambda: self.client(moving).ask(),
            lambda: self.client("jobs/active").ask(),
            lambda: self.client(still).ask_half(),
        ]
        seeing = [
            lambda: self.client(still, STREAM).ask(),
            lambda: self.client(moving, STREAM).ask(),
            lambda: self.client("jobs/active", STREAM).ask(),
            lambda: self.client("jobs/active").ask(),
        ]
        return held, blind, seeing

    def disconnect(self, times):
        held, blind, seeing = self.kinds()
        goal = self.done + times
        while self.done < goal:
            clients = [begin() for begin in held for _ in range(AT_ONCE)]
            if self.done % 400 == 0:
                self.wait_for_open_answers(len(clients))
            clients += [begin() for begin in blind for _ in range(AT_ONCE)]
            for client in [begin() for begin in seeing for _ in range(AT_ONCE)]:
                self.assertTrue(client.read_some())
                clients.append(client)
            for number, client in enumerate(clients):
                client.hang_up(reset=number % 2 == 0)
            self.done += len(clients)
        return self.usage()

    def open_now(self):
        """How many connections and answers the host has open; whoever asks is one himself."""
        text = self.host.api().get("/metrics").body.decode()
        return [
            int(re.search(rf"^suasor_host_http_{name} (\d+)", text, re.M)[1]) - 1 for name in ("connections", "in_flight")
        ]

    def wait_for_open_answers(self, number):
        wait_until(lambda: self.open_now()[1] >= number, 30, lambda: f"of {number} answers these are open: {self.open_now()}")

    def usage(self):
        """Of files and memory, once the host is through with everybody who has gone."""
        wait_until(lambda: self.open_now() == [0, 0], 30, lambda: f"connections and answers are left over: {self.open_now()}")
        used = open_files(self.host.pid), memory(self.host.pid)
        print(f"after {self.done} disconnects: {used[0]} files, {used[1] / 2**20:.1f} MiB")
        return used

    def test_leave_nothing_behind(self):
        self.disconnect(WARM_UP)

        files_halfway, memory_halfway = self.disconnect(HALF)
        files_at_last, memory_at_last = self.disconnect(HALF)

        self.assertLessEqual(files_at_last, files_halfway + SPARE_FILES)
        self.assertLess(memory_at_last - memory_halfway, SPARE_MEMORY)
        self.assertEqual("running", self.as_user("alice").progress(self.moving)["status"])
        status, _ = self.host.stop()
        self.assertEqual(0, status, self.host.log())


if __name__ == "__main__":
    main()
