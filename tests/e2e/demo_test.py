#!/usr/bin/python3
"""The demo over servers of the caller's own: what it takes, what it syncs, and to whom it shows their secrets."""

import json
import os
import pathlib
import shlex
import time
import unittest
import urllib.parse

from broken_servers import WebServer, unused_port
from demo_case import SECONDS, DemoCase
from media_server import MediaServer
from readme_blocks import blocks_of
from subsonic_stub import USER, SubsonicStub

KEY = "a-Key_of0its-own"


def jellyfin():
    """A Jellyfin server with two films, as much as a sync asks of it."""
    users = [
        {"Id": "11111111111111111111111111111111", "Name": "child", "Policy": {"IsAdministrator": False}},
        {"Id": "22222222222222222222222222222222", "Name": "Ann", "Policy": {"IsAdministrator": True}},
    ]
    films = [{"Id": f"{n}" * 32, "Name": f"Film {n}", "Type": "Movie", "ProductionYear": 2000 + n} for n in (1, 2)]

    def answer(path):
        address = urllib.parse.urlsplit(path)
        query = dict(urllib.parse.parse_qsl(address.query))
        if address.path == "/Users":
            body = users
        else:
            all_films = address.path == "/Items" and query.get("includeItemTypes") == "Movie"
            items = films if all_films and query["userId"] == users[1]["Id"] else []
            first = int(query.get("startIndex", 0))
            body = {"Items": items[first : first + int(query["limit"])], "TotalRecordCount": len(items)}
        return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()

    return WebServer(answer)


class Options(DemoCase):
    def assert_refused(self, complaint, *options, **environment):
        done = self.start(*options, **environment)
        out, said = done.communicate(timeout=SECONDS)
        self.assertEqual((1, ""), (done.returncode, out), said)
        self.assertEqual(f"demo: {complaint}\n", said)

    def test_what_is_missing_is_named_with_its_ways_in(self):
        for kind, wanted, variable in (
            ("jellyfin", "api-key", "SUASOR_CLIENT_API_KEY"),
            ("emby", "api-key", "SUASOR_CLIENT_API_KEY"),
            ("plex", "token", "SUASOR_CLIENT_TOKEN"),
            ("subsonic", "password", "SUASOR_CLIENT_PASSWORD"),
        ):
            self.assert_refused(f"--{kind} needs --{wanted}, --{wanted}-file or ${variable}", f"--{kind}", "http://a")
        self.assert_refused("--subsonic needs --user", "--subsonic", "http://a", "--password", "p")
        self.assert_refused("--plex needs a value", "--plex")

    def test_what_does_not_go_together_is_refused(self):
        self.assert_refused("--jellyfin and --emby: one server at a time", "--jellyfin", "http://a", "--emby", "http://b")
        self.assert_refused("--token is not for --emby, which wants --api-key", "--emby", "http://a", "--token", "t")
        self.assert_refused("--user is not for --plex, whose token says whose it is", "--plex", "http://a", "--token", "t", "--user", "u")
        self.assert_refused("--token and --token-file: one secret is enough", "--plex", "http://a", "--token", "t", "--token-file", "f")
        self.assert_refused("--user goes with a server of yours: --jellyfin, --emby, --plex or --subsonic", "--user", "u")
        self.assert_refused("--api-key goes with a server of yours: --jellyfin, --emby, --plex or --subsonic", "--api-key", "k")

    def test_a_url_and_a_file_have_to_be_some(self):
        self.assert_refused("--plex plex.example: give a URL, for example http://127.0.0.1:8096", "--plex", "plex.example")
        empty = self.folder / "empty"
        empty.touch()
        for path in (empty, self.folder / "nowhere"):
            self.assert_refused(f"--token-file {path}: the file cannot be read, or is empty", "--plex", "http://a", "--token-file", str(path))

    def test_no_build_needs_one(self):
        self.assert_refused("--no-build: there is nothing in build/none to run", "--no-build", "--preset", "none")


class OwnServers(DemoCase):
    def as_the_readme_says(self, kind, url, secret, user=None):
        """The README's options for this kind of server, with this one's address, secret and user in place of the README's."""
        (line,) = [line for line in blocks_of("Quick start")[1].splitlines() if f" --{kind} " in line]
        file = self.folder / f"secret of {kind}"
        file.write_text(f"{secret}\r\n")
        options = shlex.split(line)[1:]
        for option, value in ((f"--{kind}", url), ("--user", user), *((word, str(file)) for word in options if word.endswith("-file"))):
            if option in options:
                options[options.index(option) + 1] = value
        return options

    def test_all_of_a_subsonic_server_is_synced_with_a_password_that_nobody_sees(self):
        stub = SubsonicStub(artists=3, albums_per_artist=2)
        self.addCleanup(stub.close)

        run, said = self.run_once(*self.as_the_readme_says("subsonic", stub.url, "pass-Word_of0its-own", USER))

        self.assertEqual(("completed", "system.media.sync.full"), (run["status"], run["jobName"]))
        self.assertEqual(stub.items, run["progressData"]["counts"]["created"])
        self.assertLessEqual({"artists", "albums", "tracks", "playlists", "favorites"},
                             {step["name"] for step in run["progressData"]["steps"]})
        self.assertNotIn("pass-Word", said)

    def test_no_process_shows_the_secret_in_its_command_line(self):
        stub = SubsonicStub(artists=3, albums_per_artist=2)
        self.addCleanup(stub.close)
        stub.hold_method("getArtists")
        secret = "pass-Word_of0its-own"
        demo = self.start_once("--subsonic", stub.url, "--user", USER, SUASOR_CLIENT_PASSWORD=secret)

        while not stub.waits() and demo.poll() is None:
            for command_line in command_lines():
                self.assertNotIn(secret.encode(), command_line)
            time.sleep(0.01)

        self.assertIsNone(demo.poll())
        for command_line, environment in servers(str(self.folder)):
            self.assertNotIn(secret.encode(), environment, command_line)
        stub.release()
        out, said = demo.communicate(timeout=SECONDS)
        self.assertEqual(0, demo.returncode, said)
        self.assertNotIn(secret, out + said)

    def test_a_jellyfin_server_is_synced_as_its_first_administrator(self):
        server = jellyfin()
        self.addCleanup(server.close)

        run, said = self.run_once(*self.as_the_readme_says("jellyfin", server.url, KEY))

        self.assertIn("Syncing as Ann, the server's first administrator", said)
        self.assertEqual(("completed", 2), (run["status"], run["progressData"]["counts"]["created"]))
        self.assertNotIn(KEY, said)

    def test_emby_and_plex_servers_are_synced_with_all_that_they_have(self):
        for kind, secret_of in (
            ("emby", lambda config: config["details"]["apiKey"]),
            ("plex", lambda config: config["token"]),
        ):
            with self.subTest(kind):
                server = MediaServer(kind, items=30, page=10, seed=1)
                self.addCleanup(server.close)
                config = server.description["config"]
                options = self.as_the_readme_says(kind, config["details"]["core"]["baseURL"], secret_of(config))
                user = () if kind == "plex" else ("--user", config["username"])

                run, _ = self.run_once(*options, *user)

                self.assertEqual(("completed", 0), (run["status"], run["progressData"]["counts"]["failed"]))
                self.assertLessEqual({"movies", "series", "artists", "playlists", "history"},
                                     {step["name"] for step in run["progressData"]["steps"]})

    def test_a_server_that_is_away_is_no_long_story(self):
        url = f"http://127.0.0.1:{unused_port()}"

        demo = self.start_once("--emby", url, "--api-key", KEY)
        _, said = demo.communicate(timeout=SECONDS)

        self.assertEqual(1, demo.returncode)
        self.assertIn(f"demo: {url}: [Errno 111] Connection refused; check the URL and that the server runs", said)


def command_lines():
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield path.read_bytes()
        except OSError:
            pass  # it has ended meanwhile


def servers(folder):
    """Command line and environment of the host and of PostgreSQL, which run in this folder."""
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            command_line = (path / "cmdline").read_bytes()
            if folder.encode() in command_line and (b"serve" in command_line or b"postgres" in command_line):
                yield command_line, (path / "environ").read_bytes()
        except OSError:
            pass


if __name__ == "__main__":
    unittest.main(verbosity=2)
