"""Polls of a live run against the same host's static /health, and the answer 304 against 200."""

import re
import statistics
import subprocess

from bench_host import running_host, start_export
from figures import Figure, report

ROUNDS = 5
SECONDS = 2
CONNECTIONS = 16


def requests_per_second(url, **headers):
    options = [option for name, value in headers.items() for option in ("-H", f"{name.replace('_', '-')}: {value}")]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *options, url]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # It counts a 304 among the good ones.
    assert "Non-2xx" not in printed and "Socket errors" not in printed, printed
    return float(re.search(r"Requests/sec:\s+([0-9.]+)", printed)[1])


def main():
    with running_host() as (host, token):
        run = start_export(host, token, items=1200, holdAt=739)
        host.api(token).wait_for_run(run, lambda snapshot: snapshot["processedItems"] == 738)
        progress = f"{host.url}/api/v1/jobs/runs/{run}/progress"
        tag = host.api(token).get(f"jobs/runs/{run}/progress").headers["ETag"]
        bearer = {"Authorization": f"Bearer {token}"}

        measured = {"health": [], "200": [], "304": []}
        for _ in range(ROUNDS):
            measured["health"].append(requests_per_second(f"{host.url}/api/v1/health"))
            measured["200"].append(requests_per_second(progress, **bearer))
            measured["304"].append(requests_per_second(progress, **bearer, If_None_Match=tag))

    rate = {name: statistics.median(rounds) for name, rounds in measured.items()}
    report(
        "poll",
        [
            Figure("progress of a live run, 200", rate["200"], "health", rate["health"], "requests/s", "ratio >= 0.9"),
            Figure("progress of a live run, 304", rate["304"], "200", rate["200"], "requests/s", "ratio >= 1.0"),
        ],
    )


if __name__ == "__main__":
    main()
