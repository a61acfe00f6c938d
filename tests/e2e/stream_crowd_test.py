#!/usr/bin/python3
"""A thousand readers of one run, half of whom do not read."""

import time

from api import TERMINAL
from crowd import SMALLEST_RECEIVE_BUFFER, STREAM, Client, read_to_the_end
from host_case import main
from process_usage import memory, peak_memory, threads
from reporter_case import ReporterCase

PAIRS = 500
ITEMS = 2000
ITEM_MILLISECONDS = 10
SECONDS = 240
BYTES_PER_READER = 24 * 1024  # in the host; for whoever does not read some 16 KiB of it wait to be sent, and no more


class RunWithAThousandReaders(ReporterCase):
    def setUp(self):
        super().setUp()
        self.host.start()

    def open_stream(self, run, receive_buffer=None):
        path = f"jobs/runs/{run}/progress"
        client = Client(self.host.url, path, self.tokens["alice"], STREAM, receive_buffer).ask()
        self.addCleanup(client.hang_up)
        return client

    def test_everybody_who_reads_sees_it_end_and_those_who_do_not_cost_little(self):
        self.as_user("alice").follow(self.start_export("alice", items=10))  # so that the host has warmed up
        memory_before = memory(self.host.pid)
        began = time.monotonic()
        run = self.start_export("alice", items=ITEMS, itemMilliseconds=ITEM_MILLISECONDS)
        threads_before = threads(self.host.pid)  # with one for the run, which may be another than before

        readers = []
        for _ in range(PAIRS):
            self.open_stream(run, SMALLEST_RECEIVE_BUFFER)
            readers.append(self.open_stream(run))
        opened_after = time.monotonic() - began
        threads_meanwhile = threads(self.host.pid)
        read_to_the_end(readers, SECONDS)
        ended_after = time.monotonic() - began

        for reader in readers:
            self.assert_saw_the_run(reader)
        last = self.as_user("alice").progress(run)
        self.assertEqual(("completed", ITEMS), (last["status"], last["processedItems"]))
        self.assertEqual(threads_before, threads_meanwhile)
        each = (peak_memory(self.host.pid) - memory_before) / (2 * PAIRS)
        print(
            f"{2 * PAIRS} readers were there after {opened_after:.1f} s, the run of {ITEMS * ITEM_MILLISECONDS / 1000:.0f} s had"
            f" ended for all who read after {ended_after:.1f} s; at the most {each / 1024:.1f} KiB of the host's memory for each"
        )
        self.assertLess(each, BYTES_PER_READER)

    def assert_saw_the_run(self, reader):
        self.assertEqual(200, reader.status())
        *progress, end = reader.events()

        self.assertEqual("end", end[0])
        self.assertEqual({"progress"}, {name for name, _ in progress})
        snapshots = [snapshot for _, snapshot in progress]
        for before, after in zip(snapshots, snapshots[1:]):
            self.assertLess(before["revision"], after["revision"])
            self.assertLessEqual(before["progress"], after["progress"])
            self.assertNotIn(before["status"], TERMINAL)
        self.assertEqual(("completed", 100, ITEMS), tuple(snapshots[-1][name] for name in ("status", "progress", "processedItems")))
        self.assertGreater(len(snapshots), 1, "the reader came too late to see anything")


if __name__ == "__main__":
    main()
