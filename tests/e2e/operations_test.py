#!/usr/bin/python3
"""What whoever runs a host sees of it, and does to it: its log, a reload of its settings, and what it tells systemd."""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile

from api import wait_until
from event_stream import EventStream
from host_case import StubCase, main

BUILD = os.environ["SUASOR_BUILD"]
README = pathlib.Path(os.environ["SUASOR_README"])
TIME = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d")
MOST_EXPOSED = 20  # of 100, as systemd-analyze counts


class OperationsCase(StubCase):
    log_level = None

    def wait_for_log(self, text, times=1):
        wait_until(lambda: self.host.log().count(text) == times, 30, lambda: f"no {text!r} in:\n{self.host.log()}")


class Log(OperationsCase):
    def test_each_line_is_an_object_if_json_is_asked_for(self):
        self.host.configure({"logFormat": "json"})
        self.host.start()
        run = self.as_user("alice").sync(self.client)
        self.host.stop()

        lines = [json.loads(line) for line in self.host.log().splitlines()]

        for line in lines:
            self.assertLessEqual({"time", "level", "source", "message"}, line.keys())
            self.assertRegex(line["time"], TIME)
        self.assertEqual({"host", "suasor_media_sync"}, {line["source"] for line in lines})
        (completed,) = [line for line in lines if line["message"].startswith("sync completed")]
        self.assertEqual(f"sync completed run={run['id']}", completed["message"])
        self.assertEqual({"run": str(run["id"])}, completed["fields"])


class Reload(OperationsCase):
    def setUp(self):
        super().setUp()
        self.settings = {"logLevel": "info", "plugins": {"suasor_media_sync": {"maxStreams": 5}}}
        self.host.configure(self.settings)

    def reload(self, settings):
        self.host.configure(settings)
        self.host.reload()

    def test_the_log_changes_and_runs_and_connections_do_not(self):
        self.host.start()
        run, before = self.start_held_sync()
        with EventStream(self.host.url, f"jobs/runs/{run}/progress", self.tokens["alice"]) as stream:
            stream.until(lambda snapshot: snapshot["processedItems"] == before)

            self.reload({**self.settings, "logLevel": "debug", "logFormat": "json"})
            self.wait_for_log('"message":"settings read again log_level=debug log_format=json"')
            self.stub.release()

            self.assert_finished(stream.until(lambda snapshot: snapshot["status"] == "completed")[-1])
        self.assertNotIn("need a restart", self.host.log())
        self.assertEqual(0, self.host.stop()[0])

    def test_what_takes_a_restart_is_named(self):
        self.host.start()

        self.reload({"dataDir": "/nowhere", "plugins": {"suasor_media_sync": {"maxStreams": 6}}})

        self.wait_for_log("settings need a restart: dataDir, plugins.suasor_media_sync")
        self.assertEqual(0, self.host.stop()[0])

    def test_a_broken_file_changes_nothing_and_is_named(self):
        self.host.start()

        for broken, reason in (
            ("{", "config.json: this is not one JSON object"),
            ({"logLevel": "error", "logFormat": "xml"}, 'config.json: "logFormat" must be text or json'),
            ({"logLevel": "error", "loglevel": "error"}, 'config.json: the setting "loglevel" is not known; there are listen, '),
        ):
            self.reload(broken)
            self.wait_for_log(reason)
        self.assertEqual(3, self.host.log().count("settings are as they were"))

        self.reload(self.settings)
        self.wait_for_log("settings read again")
        self.assertEqual(200, self.host.api().get("health").status)
        self.assertEqual(0, self.host.stop()[0])

    def test_a_wrong_setting_is_named_when_the_host_starts(self):
        self.host.configure({"logFormat": "xml"})

        with self.assertRaises(AssertionError):
            self.host.start()
        self.assertIn('config.json: "logFormat" must be text or json', self.host.log())


class Hangup(OperationsCase):
    def test_without_settings_to_read_again_it_stops_the_host_in_order(self):
        self.host.start()

        self.assertEqual(0, self.host.stop(signal.SIGHUP)[0])
        self.assertIn("stopping on Hangup", self.host.log())


class ServiceManager:
    """Listens as systemd does, see sd_notify(3)."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="suasor-notify-")
        self.address = f"{self._folder.name}/notify"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.settimeout(30)
        self._socket.bind(self.address)

    def next(self):
        return dict(line.split("=", 1) for line in self._socket.recv(4096).decode().splitlines())

    def close(self):
        self._socket.close()
        self._folder.cleanup()


class Systemd(OperationsCase):
    def setUp(self):
        super().setUp()
        self.manager = ServiceManager()
        self.addCleanup(self.manager.close)

    def test_it_is_told_of_every_turn_in_the_hosts_life(self):
        self.host.configure({})
        self.host.start(environment={"NOTIFY_SOCKET": self.manager.address})
        ready = {"READY": "1", "STATUS": f"listening on {self.host.url}"}

        self.assertEqual(ready, self.manager.next())
        for settings in ({}, "{"):
            self.host.configure(settings)
            self.host.reload()
            reloading = self.manager.next()
            self.assertEqual("1", reloading["RELOADING"])
            self.assertRegex(reloading["MONOTONIC_USEC"], r"^\d+$")
            self.assertEqual(ready, self.manager.next())

        self.assertEqual(0, self.host.stop()[0])
        self.assertEqual({"STOPPING": "1", "STATUS": "stopping on Terminated"}, self.manager.next())


class Unit(OperationsCase):
    """What `cmake --install` brings."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory(prefix="suasor-installed-")
        self.addCleanup(folder.cleanup)
        self.prefix = pathlib.Path(folder.name)
        for component in ("sample-host", "plugin"):
            self.install(component)
        self.unit = self.prefix / "lib/systemd/system/suasor-host.service"
        self.settings = self.prefix / "etc/suasor-host/settings.json"

    def install(self, component):
        command = ["cmake", "--install", BUILD, "--component", component, "--prefix", str(self.prefix)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def analyze(self, *arguments):
        done = subprocess.run(["systemd-analyze", "--no-pager", *arguments, str(self.unit)], capture_output=True, text=True)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_systemd_finds_nothing_wrong_with_the_unit_and_little_exposed(self):
        self.assertEqual("", self.analyze("verify", "--man=no"))
        self.analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED}")
        users = self.prefix / "lib/sysusers.d/suasor-host.conf"
        done = subprocess.run(["systemd-sysusers", "--dry-run", str(users)], capture_output=True, text=True)
        self.assertEqual(0, done.returncode, done.stderr)

    def test_the_command_of_the_unit_serves_with_the_installed_settings_and_plugin(self):
        (command,) = re.findall(r"^ExecStart=(.*)$", self.unit.read_text(), flags=re.M)
        settings = json.loads(self.settings.read_text())
        self.assertEqual("127.0.0.1:8080", settings["listen"])
        self.settings.write_text(json.dumps({**settings, "listen": "127.0.0.1:0"}))

        status = self.serve(command.split())

        self.assertRegex(status, r"^listening on http://127\.0\.0\.1:\d+$")

    def serve(self, command):
        """What the command says when it is ready; it is ended thereafter."""
        manager = ServiceManager()
        self.addCleanup(manager.close)
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *command],
            env={**os.environ, "NOTIFY_SOCKET": manager.address, "SUASOR_DATABASE": self.database.conninfo},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            status = manager.next()["STATUS"]
        finally:
            process.terminate()
            log = process.communicate(timeout=30)[1]
        self.assertIn("plugin loaded plugin=suasor_media_sync", log)
        self.assertEqual(0, process.returncode, log)
        return status

    def test_the_readmes_commands_enable_it_and_add_a_user(self):
        """Run as root would, but for what only a machine that systemd has booted can do."""
        (commands,) = re.findall(r"^### Under systemd$.*?^```sh\n(.*?)^```$", README.read_text(), flags=re.M | re.S)
        stand_ins = {
            "sudo": 'exec "$@"',
            "systemd-sysusers": f"exec /usr/bin/systemd-sysusers --dry-run {self.prefix}/lib/sysusers.d/suasor-host.conf",
            "systemctl": f'[[ "$1 $2" == "enable --now" ]] && exec /usr/bin/systemctl --quiet --root={self.prefix} enable "$3"',
            "runuser": '[[ "$1 $2 $3 $4 ${@: -2}" == "-u suasor-host -- suasor-host --data-dir /var/lib/suasor-host" ]]'
            f' && exec {self.prefix}/bin/suasor-host "${{@:5:$#-6}}" --database "$SUASOR_DATABASE"',
        }
        folder = self.prefix / "stand-ins"
        folder.mkdir()
        for name, script in stand_ins.items():
            (folder / name).write_text(f"#!/bin/bash\n{script}\n")
            (folder / name).chmod(0o755)

        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands],
            env={"PATH": f"{folder}:/usr/bin:/bin", "SUASOR_DATABASE": self.database.conninfo},
            capture_output=True,
            text=True,
        )

        self.assertEqual(0, done.returncode, done.stderr)
        wanted = self.prefix / "etc/systemd/system/multi-user.target.wants/suasor-host.service"
        self.assertTrue(wanted.is_symlink())
        self.assertEqual(1, self.database.value("SELECT count(*) FROM users WHERE username = 'anna'"))

    def test_settings_that_somebody_has_changed_stay(self):
        self.settings.write_text("{}")

        self.install("sample-host")

        self.assertEqual("{}", self.settings.read_text())


if __name__ == "__main__":
    main()
