"""A Redis of a benchmark's own, which keeps what it is told as well as asked for."""

import contextlib
import pathlib
import shutil
import subprocess
import tempfile
import time

START_SECONDS = 30


@contextlib.contextmanager
def running_redis(appendfsync="everysec"):
    """Its Unix socket."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="suasor-redis-"))
    socket = folder / "socket"
    options = ["--port", "0", "--unixsocket", socket, "--dir", folder, "--save", "", "--appendonly", "yes"]
    command = ["setpriv", "--pdeathsig", "TERM", "redis-server", *options, "--appendfsync", appendfsync]
    with open(folder / "log", "wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            deadline = time.monotonic() + START_SECONDS
            while not socket.exists():
                assert server.poll() is None and time.monotonic() < deadline, (folder / "log").read_text()
                time.sleep(0.01)
            yield socket
        finally:
            server.terminate()
            server.wait()
            shutil.rmtree(folder)
