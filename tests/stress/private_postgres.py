"""A PostgreSQL of a test's own, which it can stop and start."""

import atexit
import os
import subprocess
import tempfile
import uuid

SCRIPT = os.environ["SUASOR_POSTGRES"]


class PrivatePostgres:
    """What it has said to be committed outlives each of its ends."""

    def __init__(self, address=""):
        """Listens on an address, too, if there is one."""
        self.folder = os.path.join(tempfile.gettempdir(), f"suasor-stress-{uuid.uuid4().hex[:12]}")
        self.conninfo = f"host={self.folder} port=5432 user=postgres dbname=postgres"
        atexit.register(self.remove)
        self._call("start", f"listen_addresses = '{address}'", "synchronous_commit = on")

    def halt(self, how):
        """`how` is "fast", or "immediate": as if it had crashed."""
        self._call("halt", how)

    def resume(self):
        self._call("resume")

    def remove(self):
        """Tolerates a second call."""
        if os.path.isdir(self.folder):
            self._call("stop")

    def _call(self, action, *arguments):
        done = subprocess.run([SCRIPT, action, self.folder, *arguments], capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise AssertionError(f"postgres {action}: {done.stderr}")
