#!/usr/bin/python3
"""The shell blocks of the READMEs: each is run, here or by the test that is named here. What a test cannot have, such as hours of building
inside of itself, has a stand-in that finds what is wrong with the command."""

import os
import pathlib
import re
import subprocess
import tempfile

from broken_servers import unused_port
from host import COMMAND_SECONDS, EXECUTABLE, PLUGIN
from host_case import StubCase, main
from readme_blocks import README, blocks_of, shell_blocks
from subsonic_stub import PASSWORD, USER

SOURCE = README.parent
ROUTES = "readme_test.py"
RUN_BY = {
    "Quick start": ["real_demo_test.py", "demo_test.py", "here"],
    "Connect a server": ["here"] * 4,
    "Build by hand": ["here"],
    "Run the sample host": ["here"] * 3,
    "When something does not work": ["doctor_test.py"],
    "The dashboard": ["here"],
    "Under systemd": ["operations_test.py"],
    "The plugin's routes": [ROUTES],
    "A run": [ROUTES] * 3,
    "Poll, and pay only for news": [ROUTES],
    "Wait for news": [ROUTES],
    "Stream": [ROUTES] * 2,
    "Refusals": [ROUTES],
    "While the database is away": [ROUTES],
    "In Suasor's envelope, under another prefix": [ROUTES],
}

# By its path in the folder in which the commands run. A preset, a label or an option that there is not makes each fail.
STAND_INS = {
    "suasor-host": f'exec {EXECUTABLE} "$@" --database "$SUASOR_DATABASE"',
    "build/release/suasor-host": f"""
        [[ $1 != serve && $1 != sync ]] || set -- "$@" --plugins {PLUGIN.parent}
        exec {EXECUTABLE} "$@" --database "$SUASOR_DATABASE\"""",
    "tests/run": f'exec {SOURCE}/tests/run "$@" --help',
    "cmake": f"""
        cd {SOURCE}
        case "$1 $2" in
        "--preset release") exec /usr/bin/cmake "$@" -N ;;
        "--build --preset") /usr/bin/cmake --build --list-presets | grep -q "\\"$3\\"" ;;
        "--workflow --preset") /usr/bin/cmake --list-presets=workflow | grep -q "\\"$3\\"" ;;
        *) exit 2 ;;
        esac""",
}
SECRETS = ("key.txt", "token.txt", "password.txt", "secret.txt")


class ReadmeCase(StubCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory(prefix="suasor-readme-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for path, script in STAND_INS.items():
            program = self.folder / path
            program.parent.mkdir(parents=True, exist_ok=True)
            program.write_text(f"#!/bin/bash\nset -e\n{script}\n")
            program.chmod(0o755)
        for name in SECRETS:
            (self.folder / name).write_text(f"{PASSWORD}\n")

    def run_in_folder(self, commands):
        """What they print, if each succeeds."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands],
            cwd=self.folder,
            env={**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}", "SUASOR_DATABASE": self.database.conninfo},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        self.assertEqual(0, done.returncode, f"{commands}{done.stdout}{done.stderr}")
        return done.stdout


class Blocks(ReadmeCase):
    def test_each_is_run_by_a_test(self):
        found = {}
        for readme in (README, SOURCE / "host-api" / "README.md"):
            for heading, commands in shell_blocks(readme.read_text()):
                found.setdefault(heading, []).append(commands)

        self.assertEqual(
            {heading: len(tests) for heading, tests in RUN_BY.items()},
            {heading: len(blocks) for heading, blocks in found.items()},
        )

    def test_the_tests_have_the_labels_that_they_are_run_with(self):
        self.run_in_folder(blocks_of("Quick start")[2])

        picture = self.folder / "build/dev/tests/browser/screenshots/dashboard_light.png"
        for path in (picture, self.folder / "sample-host/web/dashboard.png"):
            path.parent.mkdir(parents=True, exist_ok=True)
        picture.write_text("a picture")
        self.run_in_folder(*blocks_of("The dashboard"))
        self.assertEqual("a picture", (self.folder / "sample-host/web/dashboard.png").read_text())

    def test_the_presets_are_there(self):
        self.run_in_folder(*blocks_of("Build by hand"))

    def test_a_server_of_each_kind_is_connected(self):
        self.database.execute("DELETE FROM clients")

        for commands in blocks_of("Connect a server"):
            self.assertRegex(self.run_in_folder(commands), r"\A\d+\n\Z")

        self.assertEqual("emby jellyfin plex subsonic", self.database.value("SELECT string_agg(type, ' ' ORDER BY type) FROM clients"))


class FromNothingToASync(ReadmeCase):
    def setUp(self):
        super().setUp()
        self.database.execute("TRUNCATE users, clients RESTART IDENTITY CASCADE")

    def test_over_http_and_in_the_terminal(self):
        address = f"127.0.0.1:{unused_port()}"
        server = f"http://{address}"
        build, terminal, http = (
            block.replace("http://127.0.0.1:4533", self.stub.url)
            .replace("--username alice", f"--username {USER}")
            .replace("127.0.0.1:8080", address)
            for block in blocks_of("Run the sample host")
        )
        build, serve = re.fullmatch(r"(.*\n)(.* serve .*)\n", build, flags=re.S).groups()
        (answer,) = re.findall(r"^# 202 (.*)$", http, flags=re.M)

        printed = self.run_in_folder(f"""
            {build}
            setpriv --pdeathsig TERM {serve} >serve.out 2>serve.log &
            trap 'kill $!; wait $!' EXIT
            curl -sSf --retry 60 --retry-delay 1 --retry-connrefused -o health.json {server}/api/v1/health
            {http}
            {terminal}""")

        for line in (answer, '{"id":1,"jobName":"system.media.sync"'):
            self.assertIn(line, printed)
        # The second command finds the run of the first still under way, and follows it, or makes one of its own.
        ended = self.database.rows("SELECT DISTINCT status, processed_items AS processed FROM job_runs")
        self.assertEqual([{"status": "completed", "processed": self.stub.items}], ended)


if __name__ == "__main__":
    main()
