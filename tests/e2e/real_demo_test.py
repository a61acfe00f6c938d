#!/usr/bin/python3
"""The README's first command, over the real Subsonic server that it brings along."""

import shlex
import unittest

from demo_case import DEMO, DemoCase
from readme_blocks import README, blocks_of


class Demo(DemoCase):
    def test_the_readmes_first_command_syncs_its_library(self):
        program, *options = shlex.split(blocks_of("Quick start")[0])
        self.assertTrue(DEMO.samefile(README.parent / program))

        run, said = self.run_once(*options)

        self.assertEqual(("completed", 100), (run["status"], run["progress"]))
        self.assertEqual(run["totalItems"], run["processedItems"])
        self.assertGreaterEqual(run["progressData"]["counts"]["created"], 2000 + 400, said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
