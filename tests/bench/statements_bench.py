"""What ten thousand runs at full rate cost the database, against one."""

from figures import Figure, report
from programs import found_by, medians
from scale import scaled

ROUNDS = scaled(3, tiny=1)
SECONDS = scaled(10, tiny=2)
RUNS = scaled(10_000, tiny=100)


def main():
    one, many = [], []
    for _ in range(ROUNDS):
        one.append(found_by("progress_statements", 1, SECONDS))
        many.append(found_by("progress_statements", RUNS, SECONDS))
    one, many = medians(one), medians(many)

    def figure(name, key, unit, target=None):
        return Figure(f"{name} of {RUNS:,} runs", many[key], "of one run", one[key], unit, target)

    report(
        "statements",
        [
            figure("statements", "statements", "statements/s", "the same, <= 5"),
            figure("rows written", "rows", "rows/s"),
            figure("WAL", "wal_bytes", "bytes/s"),
        ],
    )


if __name__ == "__main__":
    main()
