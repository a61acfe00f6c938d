"""Ten thousand readers of one run that has four updates a second, against a lone reader."""

import json
import subprocess

from bench_host import running_host, start_export
from figures import Figure, report
from process_usage import memory, peak_memory
from programs import FOLDER
from scale import scaled

READERS = scaled(10_000, tiny=100)
ITEMS = scaled(4000, tiny=300)
ITEM_MILLISECONDS = 10  # 40 s, of which the readers need some to arrive
SECONDS = 180


def read(host, token, readers):
    """What the readers of a whole run have seen."""
    run = start_export(host, token, items=ITEMS, itemMilliseconds=ITEM_MILLISECONDS)
    port = host.url.rsplit(":", 1)[1]
    command = [FOLDER / "sse_readers", port, f"/api/v1/jobs/runs/{run}/progress", str(readers), str(SECONDS)]
    done = subprocess.run(command, input=token, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main():
    with running_host() as (host, token):
        lone = read(host, token, 1)
        before = memory(host.pid)
        many = read(host, token, READERS)
        each = (peak_memory(host.pid) - before) / READERS

    def latency(quantile, target=None):
        return Figure(f"{quantile} from update to receipt", many[quantile], "a lone reader", lone[quantile], "ms", target)

    report(
        "sse",
        [
            Figure("readers that got the last update", many["ended"], "readers", READERS, "readers", "every one"),
            latency("p50"),
            latency("p99", "< 500 ms"),
            Figure("updates that a reader got", many["updates"] / READERS, "a lone reader", lone["updates"], "updates"),
            Figure("memory of the host for a reader", each / 1024, "its send buffer", 16, "KiB"),
        ],
    )


if __name__ == "__main__":
    main()
