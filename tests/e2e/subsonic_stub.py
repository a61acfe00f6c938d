"""A Subsonic server with a made-up library that can be told to keep back some of its answers, so that a test finds a sync in
the middle for as long as it needs."""

import http.server
import json
import threading
import time
import urllib.parse

USER = "ann"
PASSWORD = "pass"


# What those get whose answers are kept back.
NOTHING = "nothing"
HALF_A_BODY = "half a body"
A_LONG_PAUSE = "429, and to be asked again in four minutes"


class _Hold:
    """Whose answers are kept back, how, and until when."""

    def __init__(self, concerns, how):
        self.concerns = concerns
        self.how = how
        self.arrived = threading.Event()
        self.released = threading.Event()


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        pass  # whoever asked has hung up


class SubsonicStub:
    def __init__(self, artists=10, albums_per_artist=10, tracks_per_album=3):
        self._artists = [
            {"id": f"ar-{n}", "name": f"Artist {n:03}", "albumCount": albums_per_artist} for n in range(artists)
        ]
        self._albums = [
            {
                "id": f"al-{n}",
                "name": f"Album {n:03}",
                "artistId": f"ar-{n // albums_per_artist}",
                "artist": f"Artist {n // albums_per_artist:03}",
                "songCount": tracks_per_album,
                "duration": 60 * tracks_per_album,
                "year": 2000,
            }
            for n in range(artists * albums_per_artist)
        ]
        self._tracks_per_album = tracks_per_album
        self.items = artists + len(self._albums) + len(self._albums) * tracks_per_album

        self._hold = _Hold(lambda method, query: False, NOTHING)
        self._pauses = {}
        self.asked = 0  # requests, answered or not
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def hold_from_album(self, position, how=NOTHING):
        """From now on nobody gets the tracks of the albums from this position on. Returns how many items come before."""
        self._keep_back(lambda method, query: method == "getAlbum" and _position(query) >= position, how)
        return len(self._artists) + len(self._albums) + position * self._tracks_per_album

    def hold_method(self, method):
        """From now on nobody gets an answer to this method."""
        self._keep_back(lambda asked, query: asked == method)

    def waits(self):
        """Whether somebody has asked for what is kept back."""
        return self._hold.arrived.is_set()

    def answer_slowly(self, method, seconds):
        """From now on every answer to this method takes so long."""
        self._pauses[method] = seconds

    def release(self):
        """Answers those who wait, and everybody from now on."""
        self._keep_back(lambda method, query: False)

    def close(self):
        self.release()
        self._server.shutdown()
        self._server.server_close()

    def _keep_back(self, concerns, how=NOTHING):
        previous, self._hold = self._hold, _Hold(concerns, how)
        previous.released.set()

    def _answer(self, method, query):
        content = {"status": "failed", "error": {"code": 40, "message": "Wrong username or password"}}
        if query.get("u") == USER:
            content = {"status": "ok", **self._content(method, query)}
        return {"subsonic-response": {"version": "1.16.1", **content}}

    def _content(self, method, query):
        time.sleep(self._pauses.get(method, 0))
        if method == "getArtists":
            return {"artists": {"ignoredArticles": "", "index": [{"name": "A", "artist": self._artists}]}}
        if method == "getAlbumList2":
            first = int(query.get("offset", 0))
            return {"albumList2": {"album": self._albums[first : first + int(query["size"])]}}
        if method == "getAlbum":
            return {"album": self._album(_position(query))}
        return {}

    def _album(self, position):
        album = self._albums[position]
        songs = [
            {
                "id": f"tr-{position}-{n}",
                "title": f"Track {position:03}-{n}",
                "album": album["name"],
                "albumId": album["id"],
                "artist": album["artist"],
                "artistId": album["artistId"],
                "track": n + 1,
                "duration": 60,
            }
            for n in range(self._tracks_per_album)
        ]
        return {**album, "song": songs}

    def _handler(self):
        stub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one segment, which no delayed acknowledgement holds up

            def do_GET(self):
                address = urllib.parse.urlsplit(self.path)
                method = address.path.removeprefix("/rest/").removesuffix(".view")
                query = dict(urllib.parse.parse_qsl(address.query))
                stub.asked += 1
                hold = stub._hold
                held = None
                if hold.concerns(method, query):
                    held = hold.how
                    hold.arrived.set()
                try:
                    if held == A_LONG_PAUSE:
                        self.refuse()
                    else:
                        if held == NOTHING:
                            hold.released.wait()
                        body = json.dumps(stub._answer(method, query)).encode()
                        self.answer(body, hold.released if held == HALF_A_BODY else None)
                except OSError:
                    self.close_connection = True  # whoever asked has gone meanwhile

            def refuse(self):
                self.send_response(429)
                self.send_header("Retry-After", "240")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def answer(self, body, second_half):
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if second_half:
                    self.wfile.write(body[: len(body) // 2])
                    self.wfile.flush()
                    second_half.wait()
                    body = body[len(body) // 2 :]
                self.wfile.write(body)
                self.wfile.flush()

            def log_message(self, *_):
                pass

        return Handler


def _position(query):
    """Of the album that is asked for."""
    return int(query["id"].removeprefix("al-"))
