#!/usr/bin/python3
"""The README's examples of the routes: every command is run, in the README's order, and prints what stands below it but for white space."""

import re
import subprocess
import time

from host_case import main
from readme_blocks import README, blocks_of, shell_blocks
from reporter_case import ReporterCase
from subsonic_stub import PASSWORD, USER, SubsonicStub

SECTION = ("## The plugin's routes", "### The plugin's settings")
MARK = "\x1e"


def examples():
    """{heading: [(command, what it prints)]}"""
    text = README.read_text()
    section = text[text.index(SECTION[0]) : text.index(SECTION[1])]
    found = {}
    for heading, block in shell_blocks(section):
        commands = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, flags=re.M)
        found.setdefault(heading, []).extend(commands)
    return found


def without_space(text):
    return re.sub(r"\s+", "", text)


def pattern(printed):
    """What is printed as an expression: an ellipsis is anything, and white space, with which the README makes room, nothing."""
    parts = without_space(printed).split("…")
    return re.compile(rf"\A{'.*'.join(re.escape(part) for part in parts)}\Z")


class Shell:
    """One shell for all commands, as one reader would have."""

    def __init__(self, **variables):
        self._process = subprocess.Popen(["bash"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.set(**variables)

    def set(self, **variables):
        for name, value in variables.items():
            self.run(f"{name}='{value}'")

    def run(self, command):
        self._process.stdin.write(f"{command}\nprintf '\\036\\n'\n")
        self._process.stdin.flush()
        printed = ""
        while not printed.endswith(f"{MARK}\n"):
            line = self._process.stdout.readline()
            if not line:
                raise AssertionError(f"the shell ended at {command!r} after {printed!r}")
            printed += line
        return printed.removesuffix(f"{MARK}\n")

    def close(self):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


class Readme(ReporterCase):
    def setUp(self):
        super().setUp()
        self.stub = SubsonicStub()
        self.addCleanup(self.stub.close)
        self.client = self.host.add_client("alice", self.stub.url, USER, PASSWORD)
        self.other_client = self.host.add_client("alice", self.stub.url, USER, PASSWORD)
        self.host.start()
        self.shell = Shell(TOKEN=self.tokens["alice"], BOBS_TOKEN=self.tokens["bob"], ADMINS_TOKEN=self.tokens["root"])
        self.addCleanup(self.shell.close)
        (variables,) = blocks_of("The plugin's routes")
        self.shell.run(variables.replace("http://127.0.0.1:8080", self.host.url))

    def lead_to_the_readmes_state(self):
        self.database.execute("ALTER SEQUENCE job_runs_id_seq RESTART 41")
        self.database.execute("ALTER SEQUENCE media_sync_jobs_id_seq RESTART 7")
        alice = self.as_user("alice")
        for client in (self.client, self.other_client):
            made = alice.post("jobs/media-sync", {"clientID": client, "syncType": "music", "frequency": "manual"})
            self.assertEqual(201, made.status, made.body)
        alice.follow(self.start_export("alice", items=3))

        before = self.stub.hold_from_album(40)
        run = alice.start_sync(self.client)["runID"]
        alice.wait_for_run(run, lambda snapshot: snapshot["processedItems"] == before)

    def lead_to(self, heading):
        if heading == "While the database is away":
            self.database.take_away()
        if heading == "In Suasor's envelope, under another prefix":
            self.database.give_back()
            self.host.stop()
            self.host.configure(
                {"plugins": {"suasor_media_sync": {"responseEnvelope": "suasor", "routePrefix": "/progress"}}}
            )
            self.host.start()
            self.shell.set(HOST=self.host.url)

    def test_every_command_prints_what_stands_below_it(self):
        self.lead_to_the_readmes_state()

        for heading, commands in examples().items():
            self.lead_to(heading)
            for command, printed in commands:
                with self.subTest(heading=heading, command=command):
                    self.assertRegex(self.printed_by(command, pattern(printed)), pattern(printed))

    def printed_by(self, command, expected):
        """A command that ends after a while prints what has come until then: it is run until that is enough."""
        deadline = time.monotonic() + 60
        while True:
            printed = without_space(self.shell.run(command))
            if "--max-time" not in command or re.search(expected, printed) or time.monotonic() > deadline:
                return printed


if __name__ == "__main__":
    main()
