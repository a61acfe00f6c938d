"""How much work a benchmark does: `tests/bench/run` takes --full for what a figure was promised of, --tiny to see that it runs."""

import os

_SCALE = os.environ.get("SUASOR_BENCH_SCALE", "default")


def scaled(default, full=None, tiny=None):
    """`default`, or what to put in its place."""
    instead = {"full": full, "tiny": tiny}.get(_SCALE)
    return default if instead is None else instead
