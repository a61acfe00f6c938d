"""sample-host/demo, over what this build has made."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import unittest

from host import EXECUTABLE
from readme_blocks import README

DEMO = README.parent / "sample-host" / "demo"
BUILD = pathlib.Path(EXECUTABLE).parent
SECONDS = 240


class DemoCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="suasor-demo-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.folder.chmod(0o755)  # PostgreSQL runs as somebody else if this is root

    def start(self, *options, **environment):
        demo = subprocess.Popen(
            [DEMO, *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
            start_new_session=True,
        )
        self.addCleanup(self.end, demo)
        return demo

    @staticmethod
    def end(demo):
        """It stops what it has started."""
        if demo.poll() is None:
            demo.send_signal(signal.SIGTERM)
        demo.communicate(timeout=SECONDS)

    def start_once(self, *options, **environment):
        """Over what this build has made, in a folder that goes with the test."""
        where = ("--preset", BUILD.name, "--port", "0", "--data-dir", str(self.folder / "data"))
        return self.start("--once", "--no-build", *where, *options, **environment)

    def run_once(self, *options, **environment):
        """The finished run, and what was said meanwhile."""
        demo = self.start_once(*options, **environment)
        out, said = demo.communicate(timeout=SECONDS)
        self.assertEqual(0, demo.returncode, said)
        return json.loads(out.splitlines()[-1]), said
