#!/usr/bin/python3
"""Syncs a real supysonic and compares what is in the database with what that server says of itself."""

import datetime
import json
import re

from host_case import HostCase, main
from real_subsonic import PASSWORD, USER, RealSubsonic

ALBUMS = 40
TRACKS = 200
# The password as it is, in a URL, in hexadecimal, in HTML, in JSON, in Base64; and any parameter that logs somebody in.
SECRETS = re.compile(
    r"secret&1|secret%261|7365637265742631|secret&amp;1|secret\\u00261|c2VjcmV0Jj|[?&](p|t|s|password|apiKey)=", re.IGNORECASE
)

ITEMS = """
    SELECT m.id, m.type, m.title, m.release_year, m.release_date, m.data, m.sync_clients, m.external_ids, m.owner_id, m.is_public,
           m.uuid, s.client_id, s.client_item_id, s.is_primary, s.last_seen_run_id, s.content_hash IS NOT NULL AS has_hash
    FROM media_item_sources s JOIN media_items m ON m.id = s.media_item_id AND m.type = s.item_type"""
# xmin and ctid change whenever a row is written, be it with what it held.
VERSIONS = "SELECT id, xmin::text, ctid::text, updated_at FROM media_items ORDER BY id"


def unordered(parts):
    """A list of parts whose order is another test's matter."""
    return sorted(parts, key=lambda part: json.dumps(part, sort_keys=True))


def with_unordered_lists(data):
    """What an artist or an album says, with the lists of its parts as `unordered` gives them."""
    albums = [album | {"trackIDs": unordered(album["trackIDs"])} for album in data.get("albums", [])]
    lists = {"albums": unordered(albums), "tracks": unordered(data.get("tracks", []))}
    return data | {name: parts for name, parts in lists.items() if name in data}


class RealSync(HostCase):
    log_level = "trace"

    @classmethod
    def setUpClass(cls):
        cls.server = RealSubsonic(ALBUMS, TRACKS)
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        super().setUp()
        self.client = self.host.add_client("alice", self.server.url, USER, PASSWORD)
        self.host.start()

    def artwork(self, element):
        if "coverArt" not in element:
            return {}
        return {"artwork": {"poster": f"{self.server.url}/rest/getCoverArt.view?id={element['coverArt']}"}}

    def details(self, element, title):
        details = {"title": title, "addedAt": f"{element['created']}Z", "durationSeconds": element["duration"]}
        if "year" in element:
            details["releaseYear"] = element["year"]
        if "genre" in element:
            details["genres"] = [element["genre"]]
        return details | self.artwork(element)

    def expected_items(self, row_of):
        """By (type, the server's id): the title and the data as Suasor reads it. `row_of` gives the id of the row that stands for
        an item of the server."""
        expected = {}
        albums, tracks = self.server.albums(), self.server.tracks()
        for artist in self.server.artists():
            expected["artist", artist["id"]] = artist["name"], {
                "details": {"title": artist["name"]} | self.artwork(artist),
                "albumCount": artist["albumCount"],
                "albums": unordered(
                    {
                        "albumID": row_of("album", album["id"]),
                        "albumName": album["name"],
                        "trackIDs": unordered(row_of("track", track["id"]) for track in tracks if track["albumId"] == album["id"]),
                    }
                    for album in albums
                    if album["artistId"] == artist["id"]
                ),
            }
        for album in albums:
            expected["album", album["id"]] = album["name"], {
                "details": self.details(album, album["name"]),
                "artistID": row_of("artist", album["artistId"]),
                "artistName": album["artist"],
                "trackCount": album["songCount"],
                "tracks": unordered(
                    {"number": track["track"], "title": track["title"], "trackID": row_of("track", track["id"])}
                    for track in tracks
                    if track["albumId"] == album["id"]
                ),
            }
        for track in tracks:
            expected["track", track["id"]] = track["title"], {
                "details": self.details(track, track["title"]),
                "albumID": row_of("album", track["albumId"]),
                "artistID": row_of("artist", track["artistId"]),
                "albumName": track["album"],
                "albumTitle": track["album"],
                "artistName": track["artist"],
                "trackNumber": track["track"],
                "discNumber": track["discNumber"],
                "duration": track["duration"],
            }
        return expected

    def assert_same_as_the_server(self, run):
        rows = {(row["type"], row["client_item_id"]): row for row in self.database.rows(ITEMS)}
        expected = self.expected_items(lambda kind, item: rows.get((kind, item), {}).get("id"))

        self.assertEqual(set(expected), set(rows))
        for table in ("media_items", "media_item_sources"):
            self.assertEqual(len(expected), self.database.value(f"SELECT count(*) AS n FROM {table}"), table)
        for (kind, item), (title, data) in expected.items():
            with self.subTest(type=kind, id=item, title=title):
                self.assert_row(rows[kind, item], run, title, data)

    def assert_row(self, row, run, title, data):
        self.assertEqual(title, row["title"])
        self.assertEqual(data, with_unordered_lists(row["data"]))
        self.assertEqual(data["details"].get("releaseYear"), row["release_year"])
        self.assertIsNone(row["release_date"])
        self.assertIsNone(row["external_ids"])
        self.assertEqual((0, True), (row["owner_id"], row["is_public"]))
        self.assertIsNotNone(row["uuid"])
        self.assertEqual((self.client, True, run, True), tuple(
            row[name] for name in ("client_id", "is_primary", "last_seen_run_id", "has_hash")
        ))

        self.assertIsInstance(row["sync_clients"], list)
        (entry,) = row["sync_clients"]
        synced = datetime.datetime.fromisoformat(entry.pop("lastSynced"))
        self.assertLess(abs(datetime.datetime.now(datetime.timezone.utc) - synced), datetime.timedelta(minutes=10))
        self.assertEqual(
            {"clientID": self.client, "clientType": "subsonic", "itemID": row["client_item_id"], "syncStatus": "success"}, entry
        )

    def assert_honest(self, snapshots):
        for name in ("progress", "processedItems", "revision"):
            values = [run[name] for run in snapshots if run[name] is not None]
            self.assertEqual(sorted(values), values, name)
        for run in snapshots:
            if run["totalItems"] is not None:
                self.assertLessEqual(run["processedItems"], run["totalItems"])
                self.assertEqual(run["totalItems"] - run["processedItems"], run["remainingItems"])
            self.assertEqual(run["status"] == "completed", run["progress"] == 100)

    def library_size(self):
        return len(self.server.artists()) + len(self.server.albums()) + len(self.server.tracks())

    def test_every_item_of_the_server_is_stored_as_the_server_describes_it(self):
        answer = self.as_user("alice").post("jobs/media-sync/run", {"clientID": self.client, "syncType": "music"})
        self.assertEqual(202, answer.status, answer.body)
        run = answer.json()["runID"]
        self.assertEqual({"runID": run, "existing": False}, answer.json())
        self.assertEqual(f"/api/v1/jobs/runs/{run}/progress", answer.headers["Location"])

        snapshots = self.as_user("alice").follow(run)

        self.assert_honest(snapshots)
        self.assert_finished(snapshots[-1])
        size = self.library_size()
        self.assertEqual((ALBUMS, TRACKS), (len(self.server.albums()), len(self.server.tracks())))
        self.assertEqual(
            {"created": size, "updated": 0, "unchanged": 0, "failed": 0}, snapshots[-1]["progressData"]["counts"]
        )
        self.assert_same_as_the_server(run)

    def test_the_password_stays_where_it_was_entered(self):
        run = self.as_user("alice").sync(self.client)
        self.assert_finished(run)
        self.assertEqual(0, self.host.stop()[0])

        leaks = [
            (table, column, text)
            for table, column, text in self.database.texts()
            if (table, column) != ("clients", "config") and SECRETS.search(text)
        ]
        self.assertEqual([], leaks)
        self.assertNotRegex(self.host.log(), SECRETS)
        self.assertNotRegex(str(run), SECRETS)
        # There would be something to find.
        self.assertRegex(self.database.value("SELECT config::text AS config FROM clients"), SECRETS)
        self.assertTrue(any("getCoverArt" in text for _, column, text in self.database.texts() if column == "data"))

    def test_the_password_is_not_said_when_it_is_wrong(self):
        client = self.host.add_client("alice", self.server.url, USER, PASSWORD + "?p=wrong")

        run = self.as_user("alice").sync(client)

        self.assertEqual("failed", run["status"])
        self.assertNotEqual("", run["errorMessage"])
        self.assertNotRegex(str(run) + self.host.log(), SECRETS)

    def test_an_unchanged_library_is_not_written_again(self):
        self.assert_finished(self.as_user("alice").sync(self.client))
        versions = self.database.rows(VERSIONS)

        again = self.as_user("alice").sync(self.client)

        self.assert_finished(again)
        size = self.library_size()
        self.assertEqual({"created": 0, "updated": 0, "unchanged": size, "failed": 0}, again["progressData"]["counts"])
        self.assertEqual(versions, self.database.rows(VERSIONS))
        self.assert_same_as_the_server(again["id"])

    def test_a_retagged_track_is_updated_and_its_album_lists_it_so_and_nothing_else(self):
        self.assert_finished(self.as_user("alice").sync(self.client))
        versions = {row["id"]: row for row in self.database.rows(VERSIONS)}
        track = self.server.tracks()[TRACKS // 2]
        title = f"{track['title']} \"újra\" & \\ encore"

        self.server.retag(track, title=title)
        again = self.as_user("alice").sync(self.client)

        self.assert_finished(again)
        size = self.library_size()
        self.assertEqual({"created": 0, "updated": 1, "unchanged": size - 1, "failed": 0}, again["progressData"]["counts"])
        (row,) = self.database.rows(f"{ITEMS} WHERE s.item_type = 'track' AND s.client_item_id = '{track['id']}'")
        self.assertEqual((title, title), (row["title"], row["data"]["details"]["title"]))
        written = {row["id"] for row in self.database.rows(VERSIONS) if versions[row["id"]] != row}
        self.assertEqual({row["id"], row["data"]["albumID"]}, written)
        self.assert_same_as_the_server(again["id"])


if __name__ == "__main__":
    main()
