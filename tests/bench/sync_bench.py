"""A sync of films that are in memory, against COPY of the rows that it writes, the proposal's loop, and itself once more."""

from figures import Figure, report
from programs import found_by, medians
from scale import scaled

ROUNDS = scaled(5, tiny=1)
FILMS = scaled(40_000, full=100_000, tiny=200)
FILMS_OF_THE_LOOP = scaled(2_000, tiny=20)


def main():
    rate = medians([found_by("sync_rates", FILMS, FILMS_OF_THE_LOOP) for _ in range(ROUNDS)])

    def figure(name, rival, rival_name, target):
        return Figure(name, rate["second" if "second" in name else "first"], rival_name, rate[rival], "items/s", target)

    report(
        "sync",
        [
            figure(f"first sync of {FILMS:,} films", "copy", "COPY of the same rows", "ratio >= 0.5"),
            figure(f"first sync of {FILMS:,} films", "loop", "an upsert and two updates a film", "ratio >= 10"),
            figure("second sync, nothing has changed", "first", "the first", "ratio >= 2"),
        ],
    )


if __name__ == "__main__":
    main()
