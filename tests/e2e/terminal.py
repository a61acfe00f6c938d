"""A command on a terminal, and the screen that a person in front of it would see."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

import pyte

WAIT_SECONDS = 60

# How pyte keeps the private mode 2026, in which a terminal shows nothing of what it gets:
# https://contour-terminal.org/vt-extensions/synchronized-output/
UPDATING = 2026 << 5


class Terminal:
    """Runs a command on a pseudo-terminal of its own. Close it in the end."""

    def __init__(self, command, columns=80, rows=24, environment=None):
        self.screen = pyte.Screen(columns, rows)
        self.received = b""
        self._stream = pyte.ByteStream(self.screen)
        self._status = None
        defaults = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        environment = {**os.environ, **defaults, **(environment or {})}
        environment = {name: value for name, value in environment.items() if value is not None}
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            # The size is there before anybody asks for it.
            _set_size(0, columns, rows)
            os.execvpe(command[0], command, environment)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def lines(self):
        """What the screen shows, without the spaces and the empty lines at its end."""
        lines = [line.rstrip() for line in self.screen.display]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def wait_for(self, shown, seconds=WAIT_SECONDS):
        """Until `shown` accepts the screen's lines, as they are between two drawings."""
        deadline = time.monotonic() + seconds
        while UPDATING in self.screen.mode or not shown(self.lines):
            if time.monotonic() > deadline or not self._read(deadline):
                raise AssertionError("the screen does not show what it should, but:\n" + "\n".join(self.lines))

    def type(self, text):
        os.write(self._terminal, text.encode())

    def resize(self, columns, rows):
        """As a window does it: the kernel tells the command. What has been drawn for the old size comes before."""
        deadline = time.monotonic() + WAIT_SECONDS
        while UPDATING in self.screen.mode or self._has_more():
            if time.monotonic() > deadline or not self._read(deadline):
                raise AssertionError("the command has ended or does not end a drawing:\n" + "\n".join(self.lines))
        self.screen.resize(rows, columns)
        _set_size(self._terminal, columns, rows)

    def end(self, seconds=WAIT_SECONDS):
        """Waits until the command ends by itself. Its exit status, negative for a signal."""
        deadline = time.monotonic() + seconds
        while self._read(deadline):
            if time.monotonic() > deadline:
                raise AssertionError("the command does not end; the screen shows:\n" + "\n".join(self.lines))
        return self._wait()

    def close(self):
        if self._status is None:
            os.kill(self._pid, signal.SIGKILL)
            self._wait()
        if self._terminal is not None:
            os.close(self._terminal)
            self._terminal = None

    def _has_more(self):
        return bool(select.select([self._terminal], [], [], 0)[0])

    def _read(self, deadline):
        """Takes what the command has written. False when there is nothing more to come."""
        ready, _, _ = select.select([self._terminal], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            return True
        try:
            # In small pieces, as a slow line brings them: what is seen must not depend on where they end.
            data = os.read(self._terminal, 5)
        except OSError:  # Linux's way to say that the other side has gone
            return False
        self.received += data
        self._stream.feed(data)
        return bool(data)

    def _wait(self):
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return self._status


def _set_size(descriptor, columns, rows):
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
