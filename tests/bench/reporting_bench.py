"""A sync that reports its progress, against the same one that does not."""

from figures import Figure, report
from programs import found_by, medians
from scale import scaled

ROUNDS = scaled(5, tiny=1)
FILMS = scaled(100_000, tiny=500)


def main():
    batch = medians([found_by("reporting_cost", FILMS) for _ in range(ROUNDS)])
    name = f"a batch of a sync of {FILMS:,} films, reported"
    report("reporting", [Figure(name, batch["reported"], "not reported", batch["silent"], "ms", "ratio <= 1.01")])


if __name__ == "__main__":
    main()
