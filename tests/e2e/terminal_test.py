#!/usr/bin/python3
"""What a person sees of syncs and runs on a terminal, and how they stop looking."""

import json
import os
import pathlib

from host import EXECUTABLE
from host_case import StubCase, main
from screen_picture import NO_BREAK_SPACE, picture_of
from terminal import Terminal

ESCAPE = b"\x1b"
CTRL_C = "\x03"


def percent_of(line):
    return int(line.split("%")[0].split()[-1])


class TerminalCase(StubCase):
    def open(self, command, *options, columns=100, rows=24, **environment):
        plugins = ("--plugins", str(self.host.plugins))
        terminal = Terminal(
            [EXECUTABLE, command, *options, *plugins, "--database", self.database.conninfo],
            columns,
            rows,
            {"NO_COLOR": None, **environment},
        )
        self.addCleanup(terminal.close)
        return terminal

    def open_sync(self, **more):
        return self.open("sync", "--client", str(self.client), "--type", "music", **more)

    def open_held_sync(self, **more):
        """A sync that stands in the middle of the tracks, and is shown there."""
        before = self.stub.hold_from_album(40)
        terminal = self.open_sync(**more)
        terminal.wait_for(lambda lines: lines and f"{before}/{self.stub.items}" in lines[0])
        return terminal

    def assert_below(self, terminal, lines):
        """The cursor stands below what is shown: nothing that is written now is on top of it."""
        self.assertEqual((0, lines), (terminal.screen.cursor.x, terminal.screen.cursor.y), terminal.lines)


class SyncOnATerminal(TerminalCase):
    def test_it_has_a_bar_over_all_and_one_for_each_step_drawn_in_place(self):
        terminal = self.open_held_sync(columns=120)

        total, artists, albums, tracks = terminal.lines
        self.assertRegex(total, r"^total     \[█+[▏▎▍▌▋▊▉]? *\] +59%  230/410 .*Processing item 230 of 410$")
        self.assertRegex(artists, r"^  artists \[█{30}\] 100%  10/10$")
        self.assertRegex(albums, r"^  albums  \[█{30}\] 100%  100/100$")
        self.assertRegex(tracks, r"^  tracks  \[█{12} *\]  40%  120/300$")
        self.assertEqual((0, 0), (terminal.screen.cursor.x, terminal.screen.cursor.y))

        self.stub.release()
        self.assertEqual(0, terminal.end())

        self.assertEqual(["100%"] * 4, [line.split("]")[1].split()[0] for line in terminal.lines])
        self.assertIn("Media sync completed successfully", terminal.lines[0])
        self.assert_below(terminal, 4)

    def test_it_has_the_rate_and_the_time_that_is_left(self):
        self.stub.answer_slowly("getAlbum", 0.15)
        self.stub.hold_from_album(80)
        terminal = self.open_sync()

        terminal.wait_for(lambda lines: lines and "/s  " in lines[0] and " left" in lines[0])

        self.assertRegex(terminal.lines[0], r"  \d+\.\d/s  [0-9:]+ (s|min) left")
        self.stub.release()
        self.assertEqual(0, terminal.end())

    def test_it_fits_whatever_size_the_window_gets(self):
        terminal = self.open_held_sync()

        terminal.resize(40, 24)
        terminal.wait_for(lambda lines: len(lines) == 4 and max(map(len, lines)) < 40)
        self.assertIn("230/410", terminal.lines[0])
        self.assertIn("40%  120/300", terminal.lines[3])

        terminal.resize(40, 4)
        terminal.wait_for(lambda lines: len(lines) == 3)
        self.assertEqual(["total", "tracks"], [line.split()[0] for line in terminal.lines[:2]])
        self.assertIn("2 more steps", terminal.lines[2])

        terminal.resize(120, 24)
        terminal.wait_for(lambda lines: len(lines) == 4 and "Processing item 230 of 410" in lines[0])
        self.stub.release()
        self.assertEqual(0, terminal.end())
        self.assert_below(terminal, 4)

    def test_a_short_window_keeps_what_came_before_and_gets_the_whole_end(self):
        self.stub.hold_from_album(40)
        terminal = self.open_sync(columns=60, rows=3)
        terminal.wait_for(lambda lines: len(lines) == 2 and "230/410" in lines[0])

        self.stub.release()
        self.assertEqual(0, terminal.end())

        self.assertEqual(["albums", "tracks"], [line.split()[0] for line in terminal.lines])
        self.assertEqual(4, terminal.received.rpartition(b"\x1b[J")[2].count(b"\r\n"))

    def test_colours_are_for_those_who_want_them(self):
        def colours(**environment):
            terminal = self.open_sync(**environment)
            self.assertEqual(0, terminal.end())
            return b"\x1b[32m[" in terminal.received

        self.assertTrue(colours())
        self.assertTrue(colours(NO_COLOR=""))
        self.assertFalse(colours(NO_COLOR="1"))

    def test_a_terminal_that_can_do_nothing_gets_plain_lines(self):
        for environment in ({"TERM": "dumb"}, {"TERM": None}):
            terminal = self.open_sync(**environment)
            self.assertEqual(0, terminal.end())
            self.assertNotIn(ESCAPE, terminal.received)
            self.assertRegex(terminal.lines[-1], r"^100% 410/410 items.*: Media sync completed successfully$")

    def test_a_terminal_without_utf8_gets_bars_of_ascii(self):
        terminal = self.open_held_sync(LC_ALL="C")

        self.assertRegex(terminal.lines[3], r"^  tracks  \[#{12}\.{18}\]  40%  120/300$")
        self.assertTrue(terminal.received.isascii())

    def test_ctrl_c_cancels_it_and_leaves_the_screen_in_order(self):
        terminal = self.open_held_sync()

        terminal.type(CTRL_C)

        self.assertEqual(130, terminal.end())
        self.assertEqual(4, len(terminal.lines))
        self.assertNotIn("^C", terminal.lines[0])
        self.assert_below(terminal, 4)
        self.assertEqual("cancelled", self.database.value("SELECT status FROM job_runs"))

    def test_what_fails_says_why_beside_its_bar_and_the_log_comes_above_it(self):
        stranger = self.host.add_client("alice", self.stub.url, "nobody", "pass")

        terminal = self.open("sync", "--client", str(stranger), "--type", "music", columns=250)

        self.assertEqual(1, terminal.end())
        logged, bar = terminal.lines
        self.assertRegex(logged, r" warning \[host\] run failed .*\"$")
        self.assertRegex(bar, r"^\[.*\]  10%  .*refuses the user name or the password")
        self.assertIn(b"\x1b[31m[", terminal.received)


class Picture(TerminalCase):
    def test_the_readme_shows_what_there_is_to_see(self):
        """The picture comes to $SUASOR_PICTURES; the README says how it gets from there to its own place."""
        self.stub.hold_from_album(80)
        self.stub.answer_slowly("getAlbum", 0.15)
        path = os.pathsep.join((str(pathlib.Path(EXECUTABLE).parent), os.environ["PATH"]))
        environment = {"PATH": path, "PS1": "$ ", "SUASOR_DATABASE": self.database.conninfo, "NO_COLOR": None}
        terminal = Terminal(["bash", "--norc", "--noprofile", "-i"], 110, 12, environment)
        self.addCleanup(terminal.close)
        terminal.wait_for(lambda lines: lines == ["$"])

        terminal.type("suasor-host sync --client 1 --type full\n")
        terminal.wait_for(lambda lines: len(lines) > 5 and "/s  " in lines[1] and percent_of(lines[4]) >= 40)

        drawn = picture_of(terminal.screen, "suasor-host")
        self.assertIn(">$ suasor-host sync --client 1 --type full<", drawn.replace(NO_BREAK_SPACE, " "))
        self.assertIn(">artists<", drawn)
        self.assertGreater(drawn.count("<rect"), 3)
        folder = pathlib.Path(os.environ["SUASOR_PICTURES"])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sync.svg").write_text(drawn)


class Watch(TerminalCase):
    def setUp(self):
        super().setUp()
        self.host.start()

    def test_a_run_of_another_process_is_shown_to_its_end(self):
        run, _ = self.start_held_sync()
        terminal = self.open("watch", str(run))
        terminal.wait_for(lambda lines: len(lines) == 4 and "59%" in lines[0])

        self.stub.release()

        self.assertEqual(0, terminal.end())
        self.assertIn("100%  410/410", terminal.lines[0])
        self.assert_below(terminal, 4)

    def test_ctrl_c_stops_the_watching_and_not_the_run(self):
        run, before = self.start_held_sync()
        terminal = self.open("watch", str(run))
        terminal.wait_for(lambda lines: len(lines) == 4)

        terminal.type(CTRL_C)

        self.assertEqual(130, terminal.end())
        self.assert_below(terminal, 4)
        self.assertEqual("running", self.as_user("alice").progress(run)["status"])
        self.stub.release()
        self.assert_finished(self.as_user("alice").follow(run)[-1])

    def test_all_that_is_active_is_shown_until_it_has_ended(self):
        run, _ = self.start_held_sync()
        other = self.host.add_client("bob", self.stub.url, "ann", "pass")
        second = self.as_user("bob").start_sync(other)["runID"]
        terminal = self.open("watch")
        terminal.wait_for(lambda lines: len(lines) == 8)
        self.assertEqual([f"run {run}", f"run {second}"], [terminal.lines[n][:5].strip() for n in (0, 4)])

        self.assertEqual(202, self.as_user("bob").call("DELETE", f"jobs/runs/{second}").status)
        terminal.wait_for(lambda lines: len(lines) == 8 and lines[0].startswith(f"run {second}"))
        self.stub.release()

        self.assertEqual(130, terminal.end())
        self.assertRegex(terminal.lines[4], rf"^run {run} .* 100%  410/410")
        self.assert_below(terminal, 8)

    def test_it_waits_for_the_next_run_if_told_so(self):
        terminal = self.open("watch", "--follow")
        terminal.wait_for(lambda lines: "no run is active; waiting for one" in lines)

        run, _ = self.start_held_sync()

        terminal.wait_for(lambda lines: any(line.startswith(f"run {run} ") and "59%" in line for line in lines))
        self.stub.release()
        terminal.wait_for(lambda lines: any(line.startswith(f"run {run} ") and "100%" in line for line in lines))
        terminal.type(CTRL_C)
        self.assertEqual(130, terminal.end())


class WatchOnAPipe(TerminalCase):
    def setUp(self):
        super().setUp()
        self.host.start()

    def watch(self, *options):
        return self.host.command("watch", *options, "--plugins", str(self.host.plugins), check=False)

    def test_nothing_to_watch_is_no_failure(self):
        done = self.watch()

        self.assertEqual((0, ""), (done.returncode, done.stdout))
        self.assertIn("no run is active", done.stderr)

    def test_a_run_that_does_not_exist_is_one(self):
        done = self.watch("42")

        self.assertEqual(1, done.returncode)
        self.assertIn("there is no run 42", done.stderr)

    def test_the_end_of_a_run_is_its_exit_status(self):
        alice = self.as_user("alice")
        good = alice.sync(self.client)["id"]
        stranger = self.host.add_client("alice", self.stub.url, "nobody", "pass")
        bad = alice.sync(stranger)["id"]

        done = self.watch(str(good))
        self.assertEqual((0, "100% 410/410 items"), (done.returncode, done.stdout.split(",")[0].split(":")[0].rstrip()))
        self.assertEqual(1, self.watch(str(bad)).returncode)

        done = self.watch(str(bad), "--json")
        self.assertEqual("failed", json.loads(done.stdout)["status"])
        self.assertIn("refuses the user name or the password", done.stderr)


if __name__ == "__main__":
    main()
