"""Many clients of one host in one thread: raw connections that read, that do not, or that hang up in the middle."""

import json
import selectors
import socket
import struct
import time
import urllib.parse

CONNECT_SECONDS = 60
SMALLEST_RECEIVE_BUFFER = 1  # the kernel makes it the least that it has
STREAM = {"Accept": "text/event-stream"}


class Client:
    """A connection on which one request was sent: GET `path`, below /api/v1/. It is of HTTP/1.0, so the answer is not in chunks and
    ends where the connection does."""

    def __init__(self, url, path, token, headers=None, receive_buffer=None):
        self.socket = socket.socket()
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(CONNECT_SECONDS)
        address = urllib.parse.urlsplit(url)
        self.socket.connect((address.hostname, address.port))
        self.received = bytearray()
        self._request = _request(path, {"Authorization": f"Bearer {token}", **(headers or {})})

    def ask(self):
        self.socket.sendall(self._request)
        return self

    def ask_half(self):
        """A request that breaks off in its headers."""
        self.socket.sendall(self._request[: len(self._request) // 2])
        return self

    def read_some(self):
        """Waits for the first bytes of what comes next; False at the end."""
        got = self.socket.recv(16 * 1024)
        self.received += got
        return bool(got)

    def status(self):
        return int(self.received.split(b" ", 2)[1])

    def events(self):
        """[(name, the body)] of what has been received; comments are left out."""
        _, _, stream = self.received.decode().partition("\r\n\r\n")
        blocks = (_fields(block) for block in stream.split("\n\n"))
        return [(fields["event"], json.loads(fields["data"])) for fields in blocks if "event" in fields]

    def hang_up(self, reset=False):
        """Closes the connection; with a reset it also says so where a plain end would wait behind what was not read."""
        if reset:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


def read_to_the_end(clients, seconds):
    """Reads from all of them until the server has closed every connection."""
    deadline = time.monotonic() + seconds
    with selectors.DefaultSelector() as ready:
        for client in clients:
            ready.register(client.socket, selectors.EVENT_READ, client)
        while ready.get_map():
            if time.monotonic() > deadline:
                raise AssertionError(f"{len(ready.get_map())} of {len(clients)} streams have not ended within {seconds} s")
            for key, _ in ready.select(1):
                if not key.data.read_some():
                    ready.unregister(key.fileobj)


def _request(path, headers):
    lines = [f"GET /api/v1/{path} HTTP/1.0", *(f"{name}: {value}" for name, value in headers.items())]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode()


def _fields(block):
    return dict(line.split(": ", 1) for line in block.split("\n") if ": " in line and not line.startswith(":"))
