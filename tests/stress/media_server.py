"""The fake media server as a process: a generated library of any of the four protocols, which answers late and wrongly as it is
told, and knows what a sync of it should leave in a database."""

import atexit
import json
import os
import subprocess

EXECUTABLE = os.environ["SUASOR_MEDIA_SERVER"]


class MediaServer:
    """`kind` is jellyfin, emby, plex or subsonic; `page` the most that it gives at once."""

    def __init__(self, kind, items, page, seed, address=None):
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", EXECUTABLE, kind, str(items), str(page), str(seed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **({"SUASOR_FAKE_SERVER_ADDRESS": address} if address else {})},
        )
        atexit.register(self.close)
        self.description = json.loads(self._process.stdout.readline())

    def pause(self, seconds):
        """Every answer comes so late from now on."""
        self._tell(f"pause {round(1000 * seconds)}")

    def spoil(self, percent):
        """So many answers go wrong from now on."""
        self._tell(f"spoil {percent}")

    def spoilt(self):
        """How many answers have gone wrong so far."""
        return self._tell("spoil 0")["spoilt"]

    def compare(self, client, owner, conninfo):
        """What distinguishes a database from what the server's library should have become in it: {items, elements, lost, doubled,
        differences}. An element is an item or what a listing of history or favourites says of one."""
        return self._tell(f"compare {client} {owner} {conninfo}")

    def close(self):
        """Tolerates a second call."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _tell(self, command):
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())
