#!/usr/bin/python3
"""Makes playlists and stars on a real supysonic through its own API, syncs them and compares the database with what that server
says then."""

from host_case import HostCase, main
from real_subsonic import PASSWORD, USER, RealSubsonic

ALBUMS = 12
TRACKS = 60

PLAYLISTS = """
    SELECT s.client_item_id, m.title, m.data -> 'list' AS list
    FROM media_item_sources s JOIN media_items m ON m.id = s.media_item_id WHERE s.item_type = 'playlist'"""
STATES = """
    SELECT s.item_type, s.client_item_id, u.is_favorite, u.user_rating, u.play_count
    FROM user_media_item_data u JOIN media_item_sources s ON s.media_item_id = u.media_item_id
    JOIN users o ON o.id = u.user_id WHERE o.username = 'alice'"""


class RealLists(HostCase):
    @classmethod
    def setUpClass(cls):
        cls.server = RealSubsonic(ALBUMS, TRACKS)
        cls.addClassCleanup(cls.server.close)
        cls.songs = cls.server.tracks()
        one, two, three = cls.songs[:3]
        cls.server.create_playlist("empty", [])
        cls.mixed = cls.server.create_playlist('Été & "hiver"', [three, one, three, two, one])
        shared = cls.server.create_playlist("for all", cls.songs[10:])
        cls.server.change_playlist(shared, public="true", comment="take it")
        cls.server.star(id=[one["id"], three["id"]])
        cls.server.star(albumId=two["albumId"])
        cls.server.star(artistId=one["artistId"])
        cls.server.rate(one, 4)

    def setUp(self):
        super().setUp()
        self.client = self.host.add_client("alice", self.server.url, USER, PASSWORD)
        self.host.start()
        self.sync("music")

    def sync(self, sync_type):
        alice = self.as_user("alice")
        run = alice.follow(alice.start_sync(self.client, sync_type)["runID"])[-1]
        self.assert_finished(run)
        self.assertEqual(0, run["progressData"]["counts"]["failed"])
        return run

    def assert_playlists_are_the_servers(self):
        tracks = {
            row["media_item_id"]: row["client_item_id"]
            for row in self.database.rows("SELECT media_item_id, client_item_id FROM media_item_sources WHERE item_type = 'track'")
        }
        stored = {row["client_item_id"]: row for row in self.database.rows(PLAYLISTS)}
        expected = self.server.playlists()
        self.assertEqual({playlist["id"] for playlist in expected}, set(stored))
        for playlist in expected:
            with self.subTest(playlist=playlist["name"]):
                row = stored[playlist["id"]]
                songs = [song["id"] for song in playlist.get("entry", [])]
                self.assertEqual(playlist["name"], row["title"])
                self.assertEqual(songs, [tracks.get(item["itemID"]) for item in row["list"]["items"]])
                self.assertEqual(list(range(len(songs))), [item["position"] for item in row["list"]["items"]])
                self.assertEqual(len(songs), row["list"]["itemCount"])
                self.assertEqual(playlist["public"], row["list"]["isPublic"])
                self.assertEqual(playlist.get("comment", ""), row["list"]["details"].get("description", ""))

    def favorites(self):
        return {(row["item_type"], row["client_item_id"]) for row in self.database.rows(STATES) if row["is_favorite"]}

    def test_playlists_keep_their_order_and_duplicates(self):
        run = self.sync("playlists")

        self.assertEqual(3, run["progressData"]["counts"]["created"])
        self.assert_playlists_are_the_servers()

    def test_a_changed_playlist_is_changed(self):
        self.sync("playlists")
        self.server.change_playlist(self.mixed, songIndexToRemove=0, songIdToAdd=self.songs[7]["id"])

        run = self.sync("playlists")

        self.assertEqual((1, 2), tuple(run["progressData"]["counts"][name] for name in ("updated", "unchanged")))
        self.assert_playlists_are_the_servers()

    def test_stars_become_favorites_of_the_user_and_go_with_the_stars(self):
        self.sync("favorites")
        self.assertEqual(4, len(self.favorites()))
        self.assertEqual(self.server.starred(), self.favorites())
        ratings = [float(row["user_rating"]) for row in self.database.rows(STATES) if row["user_rating"]]
        self.assertEqual([8.0], ratings, "four stars of five")

        self.server.unstar(id=self.songs[2]["id"])
        self.addCleanup(self.server.star, id=self.songs[2]["id"])
        self.sync("favorites")

        self.assertEqual(3, len(self.favorites()))
        self.assertEqual(self.server.starred(), self.favorites())

    def test_everything_comes_with_a_full_sync(self):
        run = self.sync("full")

        steps = [step["name"] for step in run["progressData"]["steps"]]
        self.assertEqual(["artists", "albums", "tracks", "playlists", "history", "favorites"], steps)
        self.assert_playlists_are_the_servers()
        self.assertEqual(self.server.starred(), self.favorites())
        # supysonic tells nobody what has been played.
        self.assertEqual([], [row for row in self.database.rows(STATES) if row["play_count"]])


if __name__ == "__main__":
    main()
