"""A PostgreSQL of a test's own, which it can stop and start, and freeze."""

import atexit
import contextlib
import os
import pathlib
import signal
import subprocess
import tempfile
import uuid

SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "support" / "postgres"


class PrivatePostgres:
    """What it has said to be committed outlives each of its ends."""

    def __init__(self, address="", primary=None, folder=None):
        """Listens on an address, too, if there is one; is the standby of another if that is given. `folder` does not exist yet."""
        self.folder = folder or os.path.join(tempfile.gettempdir(), f"suasor-own-{uuid.uuid4().hex[:12]}")
        self.conninfo = f"host={self.folder} port=5432 user=postgres dbname=postgres"
        self._frozen = []
        atexit.register(self.remove)
        if primary:
            self._call("follow", primary.folder)
        else:
            self._call("start", f"listen_addresses = '{address}'", "synchronous_commit = on")

    def halt(self, how):
        """`how` is "fast", or "immediate": as if it had crashed."""
        self._call("halt", how)

    def resume(self):
        self._call("resume")

    def promote(self):
        """It follows nobody any more."""
        self._call("promote")

    def freeze(self):
        """From now on it takes what it is sent and answers nothing."""
        postmaster = int(pathlib.Path(self.folder, "data", "postmaster.pid").read_text().split()[0])
        self._stop(postmaster)  # first, so that it starts no other
        for child in _children_of(postmaster):
            self._stop(child)

    def thaw(self):
        """Tolerates that it is not frozen."""
        for pid in self._frozen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        self._frozen = []

    def remove(self):
        """Tolerates a second call."""
        self.thaw()
        if os.path.isdir(self.folder):
            self._call("stop")

    def _stop(self, pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            self._frozen.append(pid)

    def _call(self, action, *arguments):
        done = subprocess.run([SCRIPT, action, self.folder, *arguments], capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise AssertionError(f"postgres {action}: {done.stderr}")


def _children_of(parent):
    for process in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            # pid (name) state ppid ..., and the name may hold anything.
            if int(process.read_text().rpartition(")")[2].split()[1]) == parent:
                yield int(process.parent.name)
