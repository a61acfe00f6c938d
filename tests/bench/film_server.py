"""A media server of any number of films, as a process."""

import contextlib
import subprocess

from programs import FOLDER

_KEY = "none-is-asked-for"


@contextlib.contextmanager
def running_film_server(films):
    """Its address."""
    command = ["setpriv", "--pdeathsig", "TERM", FOLDER / "film_server", str(films)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server.stdout.readline().strip()
        finally:
            server.stdin.close()


def add_client(host, user, url):
    """The id of a new client that stands for such a server."""
    options = ("--user", user, "--type", "jellyfin", "--url", url, "--remote-user-id", "0a1b2c3d")
    return int(host.command("client", "add", *options, environment={"SUASOR_CLIENT_API_KEY": _KEY}).stdout)
