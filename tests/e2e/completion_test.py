#!/usr/bin/python3
"""What real shells make of the scripts that `suasor-host completion` prints."""

import os
import pathlib
import re
import shlex
import subprocess
import tempfile
import unittest

from host import EXECUTABLE
from terminal import Terminal

TAB = "\t"


def suasor_host(*arguments):
    done = subprocess.run([EXECUTABLE, *arguments], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def commands(path=()):
    """Every command of the help, as a tuple of words, with its help."""
    text = suasor_host(*path, "--help")
    yield path, text
    if "\nSubcommands:\n" in text:
        for line in text.partition("\nSubcommands:\n")[2].split("\n\n")[0].splitlines():
            yield from commands((*path, line.split()[0]))


class ShellCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "a folder").mkdir()
        (self.folder / "a file").touch()

    def script(self, shell):
        path = self.folder / f"completion.{shell}"
        path.write_text(suasor_host("completion", shell))
        return path


class Bash(ShellCase):
    def complete(self, *words):
        """What bash has to offer for the last word."""
        program = (
            f"cd {shlex.quote(str(self.folder))}; compopt() {{ :; }}; source {self.script('bash')}\n"
            f"COMP_WORDS=({shlex.join(('suasor-host', *words))}); COMP_CWORD={len(words)}\n"
            '_suasor_host_complete; [[ ${#COMPREPLY[@]} == 0 ]] || printf "%s\\n" "${COMPREPLY[@]}"'
        )
        done = subprocess.run(["bash", "--norc", "-euc", program], capture_output=True, text=True, timeout=60)
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        return done.stdout.splitlines()

    def test_commands_are_completed(self):
        self.assertEqual(["serve"], self.complete("se"))
        self.assertEqual(["add"], self.complete("client", "a"))
        self.assertIn("watch", self.complete(""))

    def test_every_option_that_the_help_names_is_offered(self):
        for path, text in commands():
            with self.subTest(command=path):
                named = re.findall(r"^  (?:-\w,)?(--[\w-]+)", text, flags=re.M)
                self.assertLessEqual({"--help"}, set(named))
                self.assertLessEqual(set(named), set(self.complete(*path, "--")))

    def test_values_are_completed_where_there_are_few(self):
        self.assertEqual(["jellyfin"], self.complete("client", "add", "--type", "je"))
        self.assertEqual(["music", "movies"], sorted(self.complete("sync", "--type", "m"), reverse=True))
        self.assertEqual(["music"], self.complete("sync", "--type", "=", "mu"))
        self.assertEqual(["bash", "fish", "zsh"], sorted(set(self.complete("completion", "")) & {"bash", "fish", "zsh"}))

    def test_a_value_is_no_command(self):
        self.assertIn("--username", self.complete("client", "add", "--user", "sync", "--"))
        self.assertEqual([], self.complete("sync", "--client", ""))

    def test_files_and_folders_are_completed_with_their_spaces(self):
        self.assertEqual(["a folder"], self.complete("serve", "--plugins", "a"))
        self.assertEqual(["a file", "a folder"], sorted(self.complete("serve", "--config", "a")))


class OnATerminal(ShellCase):
    """Each shell as a person has it before them."""

    def completes(self, shell, command, prepare, environment=None):
        path = os.pathsep.join((str(pathlib.Path(EXECUTABLE).parent), os.environ["PATH"]))
        home = {"HOME": str(self.folder), "PATH": path, "PS1": "$ ", **(environment or {})}
        terminal = Terminal(command, columns=120, environment=home)
        self.addCleanup(terminal.close)
        terminal.type(prepare.format(script=self.script(shell)) + "; printf 'rea''dy\\n'\n")
        terminal.wait_for(lambda lines: any(line.endswith("ready") and "printf" not in line for line in lines))

        for typed, completed in (
            ("suasor-host comp", "suasor-host completion "),
            ("suasor-host client add --remote", "suasor-host client add --remote-user-id "),
            ("suasor-host sync --type coll", "suasor-host sync --type collections "),
        ):
            terminal.type(typed + TAB)
            terminal.wait_for(lambda lines: any(completed.rstrip() in line for line in lines))
            terminal.type("\x15")  # an empty line again

    def test_bash(self):
        self.completes("bash", ["bash", "--norc", "--noprofile", "-i"], "source {script}")

    def test_zsh(self):
        self.completes("zsh", ["zsh", "-f", "-i"], "autoload -U compinit && compinit -D && source {script}")

    def test_fish(self):
        self.completes("fish", ["fish", "--no-config", "-i"], "source {script}")


if __name__ == "__main__":
    unittest.main(verbosity=2)
