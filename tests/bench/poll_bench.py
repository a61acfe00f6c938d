"""Polls of a live run against the same host's static /health, and the answer 304 against 200."""

import statistics

from bench_host import running_host, start_export
from figures import Figure, report
from scale import scaled
from wrk import run_wrk

ROUNDS = scaled(5, tiny=1)
SECONDS = scaled(2, tiny=1)


def requests_per_second(url, headers=None):
    return run_wrk(url, headers, seconds=SECONDS)[0]


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
            measured["200"].append(requests_per_second(progress, bearer))
            measured["304"].append(requests_per_second(progress, {**bearer, "If-None-Match": tag}))

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
