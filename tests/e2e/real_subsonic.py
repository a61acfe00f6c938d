"""supysonic with a generated library of its own, and its answers as any client gets them. SUASOR_DEMO_SERVER names the folder
with the programs of the demo that make and run both."""

import atexit
import base64
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import urllib.parse
import urllib.request

# As subsonic-server sets it up.
USER = "admin"
PASSWORD = "secret&1"
PROGRAMS = pathlib.Path(os.environ["SUASOR_DEMO_SERVER"])
LIST_SIZE = 500
COVER = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


class RealSubsonic:
    def __init__(self, albums, tracks):
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="suasor-real-"))
        atexit.register(self.close)
        self._music = self._folder / "music"
        _run("make_library.py", self._music, "--albums", albums, "--tracks", tracks)
        # The cover of one album: clients are given a URL that must not hold the password.
        next(self._music.glob("*/*/*.mp3")).with_name("cover.png").write_bytes(COVER)
        self.url = _run("subsonic-server", "start", self._folder).strip()

    def artists(self):
        indexes = self._ask("getArtists")["artists"]["index"]
        return [artist for index in indexes for artist in index["artist"]]

    def albums(self):
        found = []
        while True:
            page = self._ask("getAlbumList2", type="alphabeticalByName", size=LIST_SIZE, offset=len(found))
            albums = page["albumList2"].get("album", [])
            found += albums
            if len(albums) < LIST_SIZE:
                return found

    def tracks(self):
        return [song for album in self.albums() for song in self._ask("getAlbum", id=album["id"])["album"]["song"]]

    def playlists(self):
        """Each with its songs as `entry`, in order."""
        listed = self._ask("getPlaylists")["playlists"].get("playlist", [])
        return [self._ask("getPlaylist", id=playlist["id"])["playlist"] for playlist in listed]

    def starred(self):
        """The ids by type of media_items."""
        found = self._ask("getStarred2")["starred2"]
        lists = {"artist": "artist", "album": "album", "track": "song"}
        return {(kind, element["id"]) for kind, key in lists.items() for element in found.get(key, [])}

    def create_playlist(self, name, songs):
        self._ask("createPlaylist", name=name, songId=[song["id"] for song in songs])
        return next(playlist["id"] for playlist in self.playlists() if playlist["name"] == name)

    def change_playlist(self, playlist, **changes):
        self._ask("updatePlaylist", playlistId=playlist, **changes)

    def star(self, **ids):
        """By id, albumId or artistId."""
        self._ask("star", **ids)

    def unstar(self, **ids):
        self._ask("unstar", **ids)

    def rate(self, song, stars):
        self._ask("setRating", id=song["id"], rating=stars)

    def retag(self, track, **tags):
        """Changes tags in the file of a track, and has the server take the change in."""
        options = [text for name, value in tags.items() for text in (f"--{name}", value)]
        _run("retag_track.py", self._music / track["path"], *options)
        _run("subsonic-server", "scan", self._folder)

    def close(self):
        """Tolerates a second call."""
        if self._folder.exists():
            _run("subsonic-server", "stop", self._folder)
            shutil.rmtree(self._folder)

    def _ask(self, method, **parameters):
        query = urllib.parse.urlencode({"u": USER, "p": PASSWORD, "v": "1.10.2", "c": "test", "f": "json", **parameters}, True)
        with urllib.request.urlopen(f"{self.url}/rest/{method}.view?{query}", timeout=30) as answer:
            content = json.load(answer)["subsonic-response"]
        assert content["status"] == "ok", content
        return content


def _run(program, *arguments):
    done = subprocess.run(
        [PROGRAMS / program, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, f"{program}: {done.stderr}"
    return done.stdout
