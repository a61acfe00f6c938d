#!/usr/bin/python3
"""What the host's commands list: runs, clients and plugins, for people and as JSON."""

import json

from host import PLUGIN
from host_case import StubCase, main

RUN_KEYS = [
    "id", "jobName", "jobType", "status", "progress", "totalItems", "processedItems", "statusMessage", "startTime",
    "endTime", "userID", "metadata", "errorMessage", "createdAt", "updatedAt",
]  # fmt: skip
CLIENT_KEYS = ["id", "userID", "category", "type", "name", "isEnabled", "config", "createdAt", "updatedAt"]
PLUGIN_KEYS = ["name", "version", "description", "file", "routes", "jobs", "migrations"]


class ListingCase(StubCase):
    def rows(self, *command, **more):
        """The cells of each line below the heading, and the heading's."""
        heading, *lines = self.host.command(*command, **more).stdout.splitlines()
        starts = [0, *(n for n in range(2, len(heading)) if heading[n - 2 : n] == "  " and heading[n] != " "), None]
        cut = [[line[a:b].strip() for a, b in zip(starts, starts[1:])] for line in (heading, *lines)]
        return cut[0], cut[1:]

    def json(self, *command):
        return json.loads(self.host.command(*command, "--json").stdout)


class Runs(ListingCase):
    def setUp(self):
        super().setUp()
        self.sync(self.client)
        self.sync(self.host.add_client("bob", self.stub.url, "nobody", "pass"))

    def sync(self, client):
        options = ("--client", str(client), "--type", "music", "--plugins", str(self.host.plugins))
        self.host.command("sync", *options, check=False)

    def test_are_a_table_with_the_newest_first(self):
        heading, (failed, completed) = self.rows("runs")

        self.assertEqual(["RUN", "WORK", "STATUS", "DONE", "ITEMS", "STARTED", "TOOK", "MESSAGE"], heading)
        self.assertEqual(["2", "music of client 2", "failed", "10%"], failed[:4])
        self.assertIn("refuses the user name or the password", failed[7])
        self.assertEqual(["1", "music of client 1", "completed", "100%", "410/410"], completed[:5])
        self.assertRegex(completed[5], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertRegex(completed[6], r"^\d+ s$|min$")

    def test_are_as_many_and_of_the_kind_that_is_asked_for(self):
        self.assertEqual(["2"], [row[0] for row in self.rows("runs", "--limit", "1")[1]])
        self.assertEqual(["1"], [row[0] for row in self.rows("runs", "--status", "completed")[1]])
        self.assertEqual([], self.rows("runs", "--status", "running")[1])

    def test_are_json_of_a_stable_shape(self):
        runs = self.json("runs")

        self.assertEqual([RUN_KEYS] * 2, [list(run) for run in runs])
        self.assertEqual([(2, "failed"), (1, "completed")], [(run["id"], run["status"]) for run in runs])
        self.assertEqual([], self.json("runs", "--status", "pending"))


class Clients(ListingCase):
    def test_are_a_table_without_secrets(self):
        heading, rows = self.rows("clients")

        self.assertEqual(["CLIENT", "TYPE", "NAME", "USER", "ENABLED", "URL"], heading)
        self.assertEqual([["1", "subsonic", "Subsonic", "alice", "yes", self.stub.url]], rows)

    def test_are_json_without_secrets(self):
        (client,) = self.json("clients")

        self.assertEqual(CLIENT_KEYS, list(client))
        self.assertEqual(("***", "ann"), (client["config"]["password"], client["config"]["username"]))


class Plugins(ListingCase):
    def list(self, *options, **more):
        return self.host.command("plugins", "--plugins", str(self.host.plugins), *options, **more)

    def test_are_json_of_a_stable_shape(self):
        listed = json.loads(self.list("--json").stdout)

        self.assertEqual(["plugins", "refused"], list(listed))
        self.assertEqual([], listed["refused"])
        (plugin,) = listed["plugins"]
        self.assertEqual(PLUGIN_KEYS, list(plugin))
        self.assertEqual(("suasor_media_sync", str(self.host.plugins / PLUGIN.name)), (plugin["name"], plugin["file"]))
        self.assertEqual(
            ["GET /api/v1/jobs/runs/:id/progress", "GET /api/v1/jobs/active", "GET /api/v1/jobs/media-sync/:id/progress"],
            plugin["routes"],
        )
        self.assertEqual(
            [("system.media.sync", 60), ("system.media.sync.full", None)],
            [(job["name"], job["intervalSeconds"]) for job in plugin["jobs"]],
        )
        self.assertEqual(
            {"version": 1, "name": "job_run_progress", "state": "pending"}, plugin["migrations"][0], plugin["migrations"]
        )

    def test_say_which_migrations_are_applied(self):
        self.host.command("migrate", "--plugins", str(self.host.plugins))

        listed = json.loads(self.list("--json").stdout)

        self.assertEqual({"applied"}, {each["state"] for each in listed["plugins"][0]["migrations"]})

    def test_are_listed_also_where_nobody_knows_that(self):
        self.database.take_away()

        done = self.list("--json")

        self.assertIn("which migrations are applied is not known", done.stderr)
        self.assertEqual({None}, {each["state"] for each in json.loads(done.stdout)["plugins"][0]["migrations"]})

    def test_that_are_refused_are_listed_with_the_reason(self):
        (self.host.plugins / "broken.so").write_text("This is no ELF file.\n")

        (refused,) = json.loads(self.list("--json").stdout)["refused"]
        self.assertEqual(str(self.host.plugins / "broken.so"), refused["file"])
        self.assertIn("cannot be opened", refused["reason"])

        text = self.list().stdout
        self.assertRegex(text, r"(?m)^suasor_media_sync  GET /api/v1/jobs/active$")
        self.assertRegex(text, r"(?m)^suasor_media_sync  system\.media\.sync +every 1:00 min  Syncs one kind")
        self.assertRegex(text, r"(?m)^suasor_media_sync  1 +job_run_progress +pending$")
        self.assertRegex(text, r"(?m)^REFUSED +REASON\n/.*/broken\.so  it cannot be opened")


if __name__ == "__main__":
    main()
