"""suasor-host as a process. SUASOR_HOST names the executable, SUASOR_PLUGIN the plugin, both as they were built."""

import atexit
import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time

from api import Api, wait_until

EXECUTABLE = os.environ["SUASOR_HOST"]
PLUGIN = pathlib.Path(os.environ["SUASOR_PLUGIN"])
START_SECONDS = 30
STOP_SECONDS = 20
COMMAND_SECONDS = 90


class Host:
    """A host on a database, started and stopped any number of times; its log goes on in one file. Without a log level the
    settings say it."""

    def __init__(self, database, log_level="info", within=()):
        """`within` is a command that runs another one somewhere, for example in a network namespace."""
        self._database = database
        self._log_level = log_level
        self._within = within
        self._process = None
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="suasor-e2e-"))
        self._log = self._folder / "host.log"
        self._log.touch()
        self.plugins = self._folder / "plugins"
        self.plugins.mkdir(mode=0o755)
        shutil.copy(PLUGIN, self.plugins)
        self._config = None
        self.url = None
        atexit.register(self.remove)

    def command(self, *arguments, check=True, environment=None):
        """Runs another command of the host on the same database."""
        done = subprocess.run(
            [EXECUTABLE, *arguments, "--database", self._database.conninfo],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=COMMAND_SECONDS,
            env={**os.environ, **(environment or {})},
        )
        if check and done.returncode != 0:
            raise AssertionError(f"suasor-host {arguments} ended with {done.returncode}: {done.stderr}")
        return done

    def start_command(self, *arguments):
        """The same, without waiting for its end."""
        return Command([EXECUTABLE, *arguments, "--database", self._database.conninfo])

    def add_user(self, name, admin=False):
        """The new user's token."""
        return self.command("user", "add", name, *(["--admin"] if admin else [])).stdout.strip()

    def add_client(self, user, url, username, password):
        """The new Subsonic client's id."""
        options = ("--user", user, "--type", "subsonic", "--url", url, "--username", username)
        done = self.command("client", "add", *options, environment={"SUASOR_CLIENT_PASSWORD": password})
        return int(done.stdout)

    def configure(self, settings):
        """What `serve --config` reads from the next start on, and when it is told to reload. A text is written as it is."""
        self._config = self._folder / "config.json"
        self._config.write_text(settings if isinstance(settings, str) else json.dumps(settings))

    def begin_to_start(self, environment=None):
        """Returns before it serves."""
        options = ["--plugins", str(self.plugins), "--listen", "127.0.0.1:0"]
        if self._log_level:
            options += ["--log-level", self._log_level]
        if self._config:
            options += ["--config", str(self._config)]
        with open(self._log, "ab") as log:
            self._process = subprocess.Popen(
                # A test that is killed takes its host along.
                [*self._within, "setpriv", "--pdeathsig", "TERM", EXECUTABLE, "serve", *options, "--database", self._database.conninfo],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, **(environment or {})},
            )

    def start(self, environment=None):
        self.begin_to_start(environment)
        line = self._first_line()
        listening = re.fullmatch(r"listening on (http://127\.0\.0\.1:\d+)\n", line)
        if not listening:
            self.kill()
            raise AssertionError(f"the host says {line!r} instead of where it listens; its log:\n{self.log()}")
        self.url = listening[1]

    def _first_line(self):
        ready, _, _ = select.select([self._process.stdout], [], [], START_SECONDS)
        return self._process.stdout.readline().decode() if ready else ""

    @property
    def pid(self):
        return self._process.pid

    def api(self, token=None):
        return Api(self.url, token)

    def log(self):
        return self._log.read_text()

    def wait_for_log(self, text, seconds=60):
        wait_until(lambda: text in self.log(), seconds, lambda: f"no {text!r} in the log:\n{self.log()}")

    def reload(self):
        self.send_signal(signal.SIGHUP)

    def send_signal(self, number):
        self._process.send_signal(number)

    def stop(self, number=signal.SIGTERM):
        """Stops it in order: (exit status, seconds that it took)."""
        began = time.monotonic()
        self._process.send_signal(number)
        try:
            status = self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the host does not stop within {STOP_SECONDS} s; its log:\n{self.log()}") from None
        self._process.stdout.close()
        self._process = None
        return status, time.monotonic() - began

    def kill(self):
        """Without a warning. Tolerates that it does not run."""
        self.url = None
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process.stdout.close()
            self._process = None

    def remove(self):
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


class Command:
    """A command of the host in the foreground of somebody who may interrupt it."""

    def __init__(self, arguments):
        self._errors = tempfile.NamedTemporaryFile(prefix="suasor-e2e-")
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
        )

    def send_signal(self, number):
        self._process.send_signal(number)

    def errors(self):
        return pathlib.Path(self._errors.name).read_text()

    def wait_for_errors(self, text, seconds=60):
        wait_until(lambda: text in self.errors(), seconds, lambda: f"no {text!r} in what it says:\n{self.errors()}")

    def wait(self, seconds=60):
        """Its exit status."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the command does not end within {seconds} s; it says:\n{self.errors()}") from None

    def kill(self):
        """Tolerates that it has ended."""
        self._process.kill()
        self._process.wait()
        self._errors.close()
