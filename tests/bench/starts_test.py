"""That the benchmarks start: what they measure is nothing for a test."""

import importlib
import os
import pathlib
import re
import subprocess
import unittest

FOLDER = pathlib.Path(__file__).parent
NAMES = sorted(path.name.removesuffix("_bench.py") for path in FOLDER.glob("*_bench.py"))
README = pathlib.Path(os.environ["SUASOR_README"]).read_text()


class Benchmarks(unittest.TestCase):
    def test_each_script_finds_what_it_stands_on(self):
        for name in NAMES:
            with self.subTest(name):
                self.assertTrue(callable(importlib.import_module(f"{name}_bench").main))

    def test_each_program_says_how_it_is_called(self):
        for program in os.environ["SUASOR_BENCH_PROGRAM_NAMES"].split():
            with self.subTest(program):
                done = subprocess.run([pathlib.Path(os.environ["SUASOR_BENCH_PROGRAMS"]) / program], capture_output=True, text=True)
                self.assertEqual((2, True), (done.returncode, done.stderr.startswith("usage: ")), done.stderr)

    def test_the_readme_names_each_and_no_other(self):
        named = set(re.findall(r"tests/bench/run (?:--full )?(\w+)", README))
        self.assertEqual(set(NAMES), named)


if __name__ == "__main__":
    unittest.main(verbosity=2)
