"""Servers that are not what a client, or a host, takes them for."""

import contextlib
import http.server
import json
import pathlib
import socket
import ssl
import struct
import subprocess
import threading


class WebServer:
    """Answers every GET as it is told: `answer(path)` gives (status, headers, body)."""

    def __init__(self, answer, context=None):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                status, headers, body = answer(self.path)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._server.handle_error = lambda *_: None  # a client that does not trust it hangs up
        if context:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self._server.server_port}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def page():
    """A web server of whatever kind, that is no media server."""
    return WebServer(lambda path: (200, {"Content-Type": "text/html"}, b"<html>Welcome</html>"))


def emby():
    """As much of Emby as says that it is Emby."""
    info = json.dumps({"ServerName": "Home", "Version": "4.8.11.0", "Id": "5ee0b9d1"}).encode()
    return WebServer(lambda path: (200, {"Content-Type": "application/json"}, info))


def redirecting(target):
    """Sends everybody on to another server."""
    return WebServer(lambda path: (302, {"Location": target + path}, b""))


def self_signed(folder):
    """A server whose certificate nobody but itself has signed."""
    certificate, key = pathlib.Path(folder) / "certificate.pem", pathlib.Path(folder) / "key.pem"
    options = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    subprocess.run(
        ["openssl", "req", "-x509", *options, "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return WebServer(lambda path: (200, {}, b""), context)


def unused_port():
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RefusingPostgres:
    """Speaks PostgreSQL's protocol just long enough to ask for a password, and to find it wrong."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        address = f"host=127.0.0.1 port={self._listener.getsockname()[1]} sslmode=disable gssencmode=disable"
        self.conninfo = f"{address} user=suasor password=hunter2 dbname=suasor"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._refuse, args=(connection,), daemon=True).start()

    @staticmethod
    def _refuse(connection):
        # Whoever has connected may have gone again.
        with contextlib.suppress(OSError, struct.error), connection, connection.makefile("rb") as stream:
            (length,) = struct.unpack("!I", stream.read(4))
            stream.read(length - 4)  # the startup message
            connection.sendall(b"R" + struct.pack("!II", 8, 3))  # a password in clear text, please
            stream.read(1)
            (length,) = struct.unpack("!I", stream.read(4))
            stream.read(length - 4)
            fields = (b"SFATAL", b"VFATAL", b"C28P01", b'Mpassword authentication failed for user "suasor"')
            body = b"".join(field + b"\0" for field in fields) + b"\0"
            connection.sendall(b"E" + struct.pack("!I", len(body) + 4) + body)
