#!/usr/bin/python3
"""Set-ups that are broken in one way each, which the doctor has to find, and to name the cure of."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import uuid

import broken_servers
from database import Database
from host import COMMAND_SECONDS, EXECUTABLE, PLUGIN, Host
from host_case import main
from subsonic_stub import PASSWORD, USER, SubsonicStub


class DoctorCase(unittest.TestCase):
    """A set-up in order: each test has its own, made from the first one's."""

    _original = None
    client = 1

    @classmethod
    def setUpClass(cls):
        if DoctorCase._original:
            return
        DoctorCase._original = Database()
        host = Host(DoctorCase._original)
        host.add_user("alice")
        host.add_client("alice", "http://127.0.0.1:1", USER, PASSWORD)
        host.command("migrate", "--plugins", str(host.plugins))
        host.remove()

    def setUp(self):
        self.database = Database(like=DoctorCase._original)
        self.addCleanup(self.database.drop)
        self.host = Host(self.database)
        self.addCleanup(self.host.remove)
        self.stub = SubsonicStub()
        self.addCleanup(self.stub.close)
        url = f"""'"{self.stub.url}"'"""
        self.database.execute(f"UPDATE clients SET config = jsonb_set(config, '{{details,core,baseURL}}', {url})")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def examine(self, *options, database=None, data_directory=None, plugins=None, open_files=None):
        """(exit status, the checks); how many files a process may open is another matter on each machine, so that check is left
        out unless a limit is given."""
        where = ("--data-dir", str(data_directory)) if data_directory else ("--database", database or self.database.conninfo)
        limited = ["prlimit", f"--nofile={open_files}:{open_files}"] if open_files else []
        done = subprocess.run(
            [*limited, EXECUTABLE, "doctor", "--json", "--plugins", str(plugins or self.host.plugins), *where, *options],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=COMMAND_SECONDS,
        )
        self.assertEqual("", done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual(report["ok"], done.returncode == 0)
        self.assertEqual(list(range(1, len(report["checks"]) + 1)), [check["number"] for check in report["checks"]])
        for check in report["checks"]:
            self.assertNotEqual("", check["finding"], check)
            self.assertEqual(check["status"] in ("warning", "broken"), check["cure"] != "", check)
            self.assertNotIn("hunter2", json.dumps(check))
        checks = [check for check in report["checks"] if open_files or check["subject"] != "open files"]
        return done.returncode, checks

    def assert_finds(self, subject, finding, cure, *options, status="broken", **where):
        """Exactly one thing is not as it should be, and it is this one."""
        code, checks = self.examine(*options, **where)
        (found,) = (check for check in checks if check["status"] not in ("ok", "skipped"))
        self.assertEqual((subject, status), (found["subject"], found["status"]), found)
        self.assertRegex(found["finding"], finding)
        self.assertRegex(found["cure"], cure)
        self.assertEqual(1 if status == "broken" else 0, code)
        return checks

    def add_settings(self, text):
        path = self.folder / "settings.json"
        path.write_text(text)
        return "--config", str(path)


class InOrder(DoctorCase):
    def test_it_has_nothing_to_say_but_what_there_is(self):
        code, checks = self.examine()

        self.assertEqual((0, {"ok"}), (code, {check["status"] for check in checks}), checks)
        said = {check["subject"]: check["finding"] for check in checks}
        self.assertRegex(said["PostgreSQL"], r"^PostgreSQL \d+")
        self.assertRegex(said["plugin suasor_media_sync"], r"^version .*, 3 routes, 2 jobs, /")
        self.assertRegex(said["migrations of suasor_media_sync"], r"^all \d+ are applied$")
        self.assertEqual(
            f"{self.stub.url}: it is Subsonic API 1.16.1 and takes the credentials", said[f"client {self.client} Subsonic"]
        )

    def test_it_changes_nothing(self):
        before = list(self.database.texts())

        self.examine()

        self.assertEqual(before, list(self.database.texts()))

    def test_people_get_a_numbered_list(self):
        self.database.execute("DROP TABLE media_items")
        done = self.host.command("doctor", "--plugins", str(self.host.plugins), check=False)

        self.assertEqual((1, ""), (done.returncode, done.stderr))
        self.assertRegex(done.stdout, r"(?m)^ 1\. settings +ok +there is no settings file$")
        self.assertRegex(done.stdout, r"(?m)^ 6\. Suasor's tables +broken +there is no table media_items\n    -> let Suasor make")
        self.assertRegex(done.stdout, r"\n1 thing is broken(, 1 warning)?\n\Z")


class BrokenDatabase(DoctorCase):
    def test_a_wrong_password(self):
        postgres = broken_servers.RefusingPostgres()
        self.addCleanup(postgres.close)

        self.assert_finds("database", "password authentication failed", "correct the user or the password", database=postgres.conninfo)

    def test_a_role_that_there_is_not(self):
        self.assert_finds(
            "database", 'role "nobody_here" does not exist', "correct the user", database=self.database.conninfo + " user=nobody_here"
        )

    def test_a_database_that_is_down(self):
        conninfo = f"host=127.0.0.1 port={broken_servers.unused_port()} dbname=suasor"

        checks = self.assert_finds("database", "Connection refused", "start PostgreSQL", database=conninfo)

        self.assertEqual(
            ["migrations", "clients"], [check["subject"] for check in checks if check["status"] == "skipped"]
        )

    def test_a_database_that_nobody_has_made(self):
        conninfo = self.database.conninfo + " dbname=nobody_made_it"

        self.assert_finds("database", 'database "nobody_made_it" does not exist', "createdb", database=conninfo)

    def test_a_connection_string_that_is_none(self):
        self.assert_finds("database", "malformed", "--database", database="hunter2 is none")

    def test_tables_that_are_missing(self):
        self.database.execute("DROP TABLE user_media_item_data, media_sync_jobs")

        self.assert_finds("Suasor's tables", "no table media_sync_jobs, user_media_item_data", "let Suasor make what is missing")

    def test_tables_that_are_somebody_elses(self):
        role = f"e2e_{uuid.uuid4().hex}"
        self.database.execute(f"CREATE ROLE {role} LOGIN; GRANT CREATE ON SCHEMA public TO {role};"
                              f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
        self.addCleanup(self.database.execute, f"DROP OWNED BY {role}; DROP ROLE {role}")

        self.assert_finds(
            "permissions", f"{role} does not own users, clients, job_runs", "ALTER TABLE users OWNER TO",
            database=self.database.conninfo + f" user={role}"
        )

    def test_a_schema_in_which_nobody_may_make_tables(self):
        role = f"e2e_{uuid.uuid4().hex}"
        self.database.execute(f"CREATE ROLE {role} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role};"
                              "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        self.addCleanup(self.database.execute, f"DROP OWNED BY {role}; DROP ROLE {role}")

        self.assert_finds(
            "permissions", f"{role} may not make tables", "GRANT CREATE ON SCHEMA public",
            database=self.database.conninfo + f" user={role}"
        )

    def test_a_database_of_its_own_that_is_not_made_yet(self):
        folder = self.folder / "data"

        self.assert_finds("database", f"made none in {folder}", "run suasor-host migrate", data_directory=folder, status="warning")

        self.assertFalse(folder.exists())


class BrokenMigrations(DoctorCase):
    SUBJECT = "migrations of suasor_media_sync"

    def test_a_database_without_the_last_of_them(self):
        self.database.execute("DELETE FROM suasor_host_migrations WHERE version >= 3")

        self.assert_finds(self.SUBJECT, "3 job_run_pace, 4 .* not applied", "run suasor-host migrate", status="warning")

    def test_one_that_has_another_text_than_was_applied(self):
        self.database.execute("UPDATE suasor_host_migrations SET checksum = 'other' WHERE version = 2")

        self.assert_finds(self.SUBJECT, "^2 media_sources has another text", "install the plugin's version that applied it")

    def test_one_that_stopped_half_way(self):
        self.database.execute("UPDATE suasor_host_migrations SET state = 'applying', steps = 1 WHERE version = 5")

        self.assert_finds(self.SUBJECT, "^5 media_item_keys stopped half-way", "run suasor-host migrate", status="warning")

    def test_one_that_a_newer_plugin_has_applied(self):
        self.database.execute("INSERT INTO suasor_host_migrations VALUES ('suasor_media_sync', 99, 'later', '', 'applied', 1)")

        self.assert_finds(self.SUBJECT, "^99 later is applied, and no plugin", "install the plugin's version", status="warning")


class BrokenPlugins(DoctorCase):
    def replace(self, content, mode=0o644):
        """Another file in place of the plugin."""
        path = self.host.plugins / PLUGIN.name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            shutil.copy(content, path)
        path.chmod(mode)
        return f"plugin {path.name}"

    def assert_refused(self, subject, finding, cure, *options, **more):
        code, checks = self.examine(*options, **more)
        found = next(check for check in checks if check["subject"] == subject)
        self.assertEqual((1, "broken"), (code, found["status"]), checks)
        self.assertRegex(found["finding"], finding)
        self.assertRegex(found["cure"], cure)

    def test_a_folder_without_one(self):
        (self.host.plugins / PLUGIN.name).unlink()
        self.assert_refused("plugins", "there is no plugin in", "put suasor_media_sync.so there")

        self.assert_refused("plugins", "cannot be read", "--plugins", plugins=self.folder / "nowhere")

    def test_one_for_another_interface(self):
        subject = self.replace(pathlib.Path(os.environ["SUASOR_NEWER_PLUGIN"]), 0o755)

        self.assert_refused(subject, r"built for interface 7\.0 and this host has 1\.0", "build it against this host's version")

    def test_one_that_everybody_may_change(self):
        subject = self.replace(PLUGIN, 0o757)

        self.assert_refused(subject, "everybody may write to", r"^run: chmod o-w '.*\.so'$")

    def test_one_that_is_no_shared_object(self):
        subject = self.replace(b"This is no ELF file.\n")

        self.assert_refused(subject, "cannot be opened", "rebuild it for this system")

    def test_a_setting_that_it_does_not_know(self):
        settings = self.add_settings('{"plugins": {"suasor_media_sync": {"flushInterval": 250}}}')

        self.assert_refused(f"plugin {PLUGIN.name}", 'setting "flushInterval" is not known', "there are .*flushIntervalMs", *settings)


class BrokenSettings(DoctorCase):
    def test_a_key_that_the_host_does_not_know(self):
        self.assert_finds("settings", '"lissen"', ".", *self.add_settings('{"lissen": "127.0.0.1:80"}'))

    def test_a_file_that_is_not_there(self):
        self.assert_finds("settings", "/nowhere/settings.json", "correct the settings file", "--config", "/nowhere/settings.json")


class BrokenMachine(DoctorCase):
    def test_too_few_open_files(self):
        self.assert_finds("open files", "suffice for 512 connections instead of 20000", "raise the hard limit", open_files=1024, status="warning")


class BrokenClients(DoctorCase):
    def serve(self, server):
        self.addCleanup(server.close)
        return server.url

    def add(self, kind, url, *credentials):
        return self.host.command("client", "add", "--user", "alice", "--type", kind, "--url", url, *credentials).stdout.strip()

    def test_each_is_told_apart(self):
        jellyfin = ("--api-key", "hunter2", "--username", "bob")
        subsonic = ("--username", USER, "--password", PASSWORD)
        page = self.serve(broken_servers.page())
        expected = {
            self.add("jellyfin", f"http://127.0.0.1:{broken_servers.unused_port()}", *jellyfin):
                ("Connection refused|Couldn't connect", "check that the server runs"),
            self.add("subsonic", self.stub.url, "--username", "nobody", "--password", "hunter2"):
                ("refuses the user name or the password", "correct them"),
            self.add("jellyfin", self.serve(broken_servers.emby()), *jellyfin):
                (r"is Emby 4\.8\.11\.0", "connect it as a client of that type"),
            self.add("plex", page, "--token", "hunter2"):
                (r"\(HTML\)", "baseURL is that of a Plex server"),
            self.add("subsonic", page, *subsonic):
                (r"\(HTML\)", "baseURL is that of a Subsonic server"),
            self.add("emby", self.serve(broken_servers.self_signed(self.folder)), *jellyfin):
                ("cannot be trusted", "give the server a certificate"),
            self.add("plex", self.serve(broken_servers.redirecting(page)), "--token", "hunter2"):
                (f"redirects to {page}", "make it the client's baseURL"),
        }
        self.database.execute("UPDATE clients SET config = config #- '{details,apiKey}' WHERE type = 'jellyfin' AND id ="
                              f" {next(iter(expected))}")
        expected[next(iter(expected))] = ("has no details.apiKey", "create one on the server")

        code, checks = self.examine()

        self.assertEqual(1, code)
        found = {check["subject"].split()[1]: check for check in checks if check["subject"].startswith("client ")}
        self.assertEqual("ok", found.pop(str(self.client))["status"])
        self.assertEqual(expected.keys(), found.keys())
        for client, (finding, cure) in expected.items():
            with self.subTest(found[client]):
                self.assertEqual("broken", found[client]["status"])
                self.assertRegex(found[client]["finding"], finding)
                self.assertRegex(found[client]["cure"], cure)

    def test_a_server_that_is_down(self):
        self.stub.close()

        self.assert_finds(f"client {self.client} Subsonic", "did not answer properly", "check that the server runs")

    def test_a_disabled_one_is_left_alone(self):
        self.stub.close()
        self.database.execute("UPDATE clients SET is_enabled = false")

        code, checks = self.examine()

        self.assertEqual((0, "skipped"), (code, checks[-1]["status"]), checks)


if __name__ == "__main__":
    main()
