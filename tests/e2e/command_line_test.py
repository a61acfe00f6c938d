#!/usr/bin/python3
"""The host's commands on a real database with the real plugin, and with plugins that are none."""

import json
import os
import re
import shutil

from host import PLUGIN
from host_case import StubCase, main

MIGRATIONS = [
    "1 job_run_progress",
    "2 media_sources",
    "3 job_run_pace",
    "4 user_item_sources",
    "5 media_item_keys",
]
LINE = re.compile(r"(\d+)%( (\d+)(/(\d+))? items)?(, [0-9.]+/s)?(, [0-9: a-z]+ left)?(: .+)?")


class Sync(StubCase):
    def sync(self, *options, client=None, check=True):
        which = ("--client", str(client or self.client), "--type", "music", "--plugins", str(self.host.plugins))
        return self.host.command("sync", *which, *options, check=check)

    def test_a_pipe_gets_plain_lines_that_never_go_back(self):
        lines = self.sync().stdout.splitlines()

        parsed = [LINE.fullmatch(line) for line in lines]
        self.assertTrue(all(parsed), lines)
        percents = [int(line[1]) for line in parsed]
        self.assertEqual(sorted(percents), percents)
        self.assertTrue(lines[-1].startswith(f"100% {self.stub.items}/{self.stub.items} items"), lines[-1])

    def test_json_ends_with_the_run_and_shows_progress_beside_it(self):
        done = self.sync("--json")

        (line,) = done.stdout.splitlines()
        run = json.loads(line)
        self.assert_finished(run)
        self.assertEqual(self.stub.items, run["processedItems"])
        self.assertTrue(LINE.fullmatch(done.stderr.splitlines()[-1]), done.stderr)

    def test_a_sync_that_fails_says_why(self):
        stranger = self.host.add_client("alice", self.stub.url, "nobody", "pass")

        done = self.sync("--json", client=stranger, check=False)

        self.assertEqual(1, done.returncode, done.stderr)
        run = json.loads(done.stdout)
        self.assertEqual("failed", run["status"])
        self.assertNotEqual("", run["errorMessage"])
        self.assertLess(run["progress"], 100)


class Migrate(StubCase):
    def migrate(self, *options):
        done = self.host.command("migrate", "--plugins", str(self.host.plugins), *options)
        return [line.split(" ", 2) for line in done.stdout.splitlines()]

    def columns(self):
        return self.database.rows(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name IN ('job_runs', 'media_items', 'media_sync_jobs', 'clients') ORDER BY 1, 2"
        )

    def tables(self):
        return {row["name"] for row in self.database.rows("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")}

    def test_it_goes_up_once_and_down_and_up_again(self):
        columns = self.columns()
        tables = self.tables()

        applied = self.migrate()
        self.assertEqual(["applied"] * len(MIGRATIONS), [verb for verb, _, _ in applied])
        self.assertEqual(MIGRATIONS, [migration for _, _, migration in applied])
        self.assertIn("media_item_sources", self.tables())
        migrated = self.columns()
        self.assertNotEqual(columns, migrated)
        self.assertEqual([], self.migrate())

        undone = self.migrate("--down")
        self.assertEqual(["undone"] * len(MIGRATIONS), [verb for verb, _, _ in undone])
        self.assertEqual(MIGRATIONS[::-1], [migration for _, _, migration in undone])
        self.assertEqual(columns, self.columns())
        self.assertNotIn("media_item_sources", self.tables())
        self.assertLessEqual(tables, self.tables())

        self.assertEqual(applied, self.migrate())
        self.assertEqual(migrated, self.columns())


class BrokenPlugins(StubCase):
    def test_each_gets_one_clear_line_and_the_host_serves_with_the_others(self):
        (self.host.plugins / "a_text.so").write_text("This is no ELF file.\n")
        shutil.copy(os.environ["SUASOR_NO_ENTRY_PLUGIN"], self.host.plugins / "b_no_entry.so")

        self.host.start()

        lines = [line for line in self.host.log().splitlines() if "plugin not loaded" in line]
        self.assertEqual(2, len(lines), self.host.log())
        self.assertRegex(lines[0], r"error .*a_text\.so.*cannot be opened")
        self.assertRegex(lines[1], r"error .*b_no_entry\.so.*suasor_plugin_entry")
        self.assert_finished(self.as_user("alice").sync(self.client))
        self.assertEqual(0, self.host.stop()[0])

    def test_a_host_without_its_plugin_serves_what_is_its_own(self):
        (self.host.plugins / PLUGIN.name).write_bytes(b"")

        self.host.start()

        self.assertEqual(1, self.host.log().count("plugin not loaded"), self.host.log())
        self.assertEqual(200, self.host.api().get("health").status)
        self.assertEqual(404, self.as_user("alice").get("jobs/runs/1/progress").status)
        self.assertEqual(0, self.host.stop()[0])


if __name__ == "__main__":
    main()
