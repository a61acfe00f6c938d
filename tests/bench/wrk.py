"""Requests to one address as fast as they are answered, by wrk."""

import re
import subprocess

SECONDS = 2
_MILLISECONDS = {"us": 0.001, "ms": 1, "s": 1000}


def run_wrk(url, headers=None, connections=16, seconds=SECONDS):
    """(requests a second, median latency in ms). Fails if anything but a good answer came; 304 is one."""
    options = [option for name, value in (headers or {}).items() for option in ("-H", f"{name}: {value}")]
    command = ["wrk", "--latency", "-t1", f"-c{connections}", f"-d{seconds}s", *options, url]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in printed and "Socket errors" not in printed, printed
    number, unit = re.search(r"50%\s+([0-9.]+)(us|ms|s)", printed).groups()
    return float(re.search(r"Requests/sec:\s+([0-9.]+)", printed)[1]), float(number) * _MILLISECONDS[unit]
