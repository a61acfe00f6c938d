"""Places for hosts whose connection to everything else a test can cut and mend: network namespaces where the machine allows them,
else TCP relays to the database that stall."""

import contextlib
import ctypes
import os
import subprocess

from relay import Relay

CLONE_NEWNET = 0x40000000


def network(postgres_for):
    """The better of the two that this machine has. `postgres_for(address)` starts the database: on that address, too, unless it is
    empty."""
    try:
        return Namespaces(postgres_for)
    except Refused as why:
        print(f"no network namespaces here: {why}")
        return Relays(postgres_for)


class Refused(Exception):
    pass


class Namespaces:
    """A bridge, and hosts in namespaces of their own with a cable to it each."""

    name = "network namespaces"

    def __init__(self, postgres_for):
        self._bridge = f"suasor{os.getpid():x}"
        # Of the addresses that are for tests of networks, RFC 2544.
        self._subnet = f"198.{18 + os.getpid() // 256 % 2}.{os.getpid() % 256}"
        self.address = f"{self._subnet}.1"
        self._namespaces = []
        try:
            _ip("link", "add", self._bridge, "type", "bridge")
            _ip("address", "add", f"{self.address}/24", "dev", self._bridge)
            _ip("link", "set", self._bridge, "up")
            with self.place(1).inside():
                pass
            self.postgres = postgres_for(self.address)
        except Refused:
            self.close()
            raise

    def place(self, number):
        """The place of this number, 1 to 9."""
        namespace = f"{self._bridge}-{number}"
        if namespace not in self._namespaces:
            cable = f"{self._bridge}c{number}"
            _ip("netns", "add", namespace)
            self._namespaces.append(namespace)
            _ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", namespace)
            _ip("link", "set", cable, "master", self._bridge, "up")
            _ip("-n", namespace, "address", "add", f"{self._subnet}.{10 + number}/24", "dev", "eth0")
            _ip("-n", namespace, "link", "set", "eth0", "up")
            _ip("-n", namespace, "link", "set", "lo", "up")
        return _InNamespace(namespace, f"{self._bridge}c{number}", f"host={self.address}")

    def close(self):
        for namespace in self._namespaces:
            _ip("netns", "delete", namespace)
        with contextlib.suppress(Refused):
            _ip("link", "delete", self._bridge)


class _InNamespace:
    def __init__(self, namespace, cable, server):
        self.within = ("ip", "netns", "exec", namespace)
        self.server = server
        self._namespace = namespace
        self._cable = cable

    @contextlib.contextmanager
    def inside(self):
        """Connections that this thread opens meanwhile begin in here."""
        with open("/proc/thread-self/ns/net", "rb") as home, open(f"/run/netns/{self._namespace}", "rb") as here:
            _set_namespace(here)
            try:
                yield
            finally:
                _set_namespace(home)

    def cut(self):
        _ip("link", "set", self._cable, "down")

    def mend(self):
        _ip("link", "set", self._cable, "up")


def _set_namespace(opened):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(opened.fileno(), CLONE_NEWNET) != 0:
        raise Refused(f"setns: {os.strerror(ctypes.get_errno())}")


def _ip(*arguments):
    try:
        done = subprocess.run(["ip", *arguments], capture_output=True, text=True)
    except OSError as missing:
        raise Refused(missing) from None
    if done.returncode != 0:
        raise Refused(f"ip {' '.join(arguments)}: {done.stderr.strip()}")


class Relays:
    """Hosts here, with a relay each between them and the database."""

    name = "relays that stall"
    address = None

    def __init__(self, postgres_for):
        self.postgres = postgres_for("")
        self._relays = {}

    def place(self, number):
        if number not in self._relays:
            self._relays[number] = _BehindRelay(f"{self.postgres.folder}/.s.PGSQL.5432")
        return self._relays[number]

    def close(self):
        for relay in self._relays.values():
            relay.close()


class _BehindRelay(Relay):
    within = ()

    @contextlib.contextmanager
    def inside(self):
        yield
