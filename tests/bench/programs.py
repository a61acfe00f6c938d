"""The benchmarks' own programs, which print what they have found as JSON."""

import json
import os
import pathlib
import statistics
import subprocess

FOLDER = pathlib.Path(os.environ["SUASOR_BENCH_PROGRAMS"])


def found_by(name, *arguments):
    command = [FOLDER / name, *map(str, arguments)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def medians(rounds):
    """Of dicts with the same keys, the median by key."""
    return {key: statistics.median(found[key] for found in rounds) for key in rounds[0]}
