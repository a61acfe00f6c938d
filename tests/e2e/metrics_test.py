#!/usr/bin/python3
"""What a host shows to Prometheus, read with Prometheus' own parser: what it counts, and that the README lists all of it."""

import os
import pathlib
import re

from prometheus_client.parser import text_string_to_metric_families

from api import wait_until
from event_stream import EventStream
from host_case import StubCase, main

README = pathlib.Path(os.environ["SUASOR_README"])
SYNC = "suasor_media_sync_"


class Scrape:
    def __init__(self, host):
        answer = host.api().get("/metrics")
        assert answer.status == 200, answer.body
        self.content_type = answer.headers["Content-Type"]
        self.families = list(text_string_to_metric_families(answer.body.decode()))

    def value(self, name, **labels):
        """Of the only sample with these labels."""
        (value,) = [
            sample.value
            for family in self.families
            for sample in family.samples
            if sample.name == name and sample.labels == labels
        ]
        return value


def described(family):
    """A row of the README's table."""
    values = {}
    for sample in family.samples:
        for name, value in sample.labels.items():
            if name != "le":
                values.setdefault(name, set()).add(value)
    labels = "; ".join(f"`{name}`: {', '.join(sorted(of))}" for name, of in sorted(values.items()))
    # The parser takes the end off a counter's name.
    name = f"{family.name}_total" if family.type == "counter" else family.name
    return f"| `{name}` | {family.type} | {labels} | {family.documentation} |".replace("|  |", "| |")


def readme_rows():
    section = README.read_text().partition("\n### Metrics\n")[2]
    return re.findall(r"^\| `.*$", section.partition("\n### ")[0], flags=re.M)


class Metrics(StubCase):
    def setUp(self):
        super().setUp()
        self.host.start()

    def wait_for_value(self, expected, name, **labels):
        seen = []

        def reached():
            seen.append(Scrape(self.host).value(SYNC + name, **labels))
            return seen[-1] == expected

        wait_until(reached, 30, lambda: f"{name} {labels} is {seen[-1]}, not {expected}")

    def test_the_readme_lists_each_and_no_other(self):
        shown = Scrape(self.host)

        self.assertEqual("text/plain; version=0.0.4; charset=utf-8", shown.content_type)
        self.assertEqual(sorted(readme_rows()), sorted(described(family) for family in shown.families))
        names = [family.name for family in shown.families]
        self.assertEqual(len(set(names)), len(names), "a metric is shown twice")

    def test_syncs_are_counted(self):
        run, before = self.start_held_sync()
        self.wait_for_value(1, "runs", status="running")
        self.wait_for_value(1, "runs_started_total")
        with EventStream(self.host.url, f"jobs/runs/{run}/progress", self.tokens["alice"]) as stream:
            stream.next()
            self.wait_for_value(1, "subscribers", kind="stream")
            self.stub.release()
            stream.to_the_end()
        self.wait_for_value(0, "subscribers", kind="stream")
        self.wait_for_value(0, "runs", status="running")
        first = Scrape(self.host)
        self.as_user("alice").sync(self.client)
        both = Scrape(self.host)

        self.assertEqual(self.stub.items, first.value(SYNC + "items_total", outcome="created"))
        self.assertEqual(self.stub.items, both.value(SYNC + "items_total", outcome="created"))
        self.assertEqual(self.stub.items, both.value(SYNC + "items_total", outcome="unchanged"))
        self.assertEqual(0, both.value(SYNC + "items_total", outcome="failed"))
        self.assertEqual(2, both.value(SYNC + "runs_ended_total", status="completed"))
        self.assertGreater(first.value(SYNC + "commit_seconds_count"), 3)
        self.assertGreater(first.value(SYNC + "commit_seconds_sum"), 0)
        self.assertGreater(first.value(SYNC + "server_request_seconds_count", server="subsonic"), 3)
        self.wait_for_value(0, "database_sessions_in_use")

    def test_they_are_shown_while_the_database_is_away(self):
        self.database.take_away()
        self.addCleanup(self.database.give_back)

        self.assertEqual(503, self.as_user("alice").get("jobs/active").status)

        wait_until(lambda: Scrape(self.host).value(SYNC + "heartbeats_failed_total") > 0, 30, lambda: "no heartbeat failed")


if __name__ == "__main__":
    main()
