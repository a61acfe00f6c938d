"""What a benchmark has found: printed for people, written to build/bench for others."""

import json
import pathlib

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "build" / "bench"


class Figure:
    """`value` beside `rival_value`; both in `unit`. `target` says in words what is aimed at."""

    def __init__(self, name, value, rival, rival_value, unit, target=None):
        self.name = name
        self.value = value
        self.rival = rival
        self.rival_value = rival_value
        self.unit = unit
        self.target = target

    def ratio(self):
        return self.value / self.rival_value if self.rival_value else None

    def text(self):
        ratio = f", ratio {self.ratio():.2f}" if self.rival_value else ""
        target = f" (target: {self.target})" if self.target else ""
        return f"{self.name}: {self.value:,.6g} {self.unit}; {self.rival}: {self.rival_value:,.6g} {self.unit}{ratio}{target}"


def report(benchmark, figures):
    print(f"{benchmark}")
    for figure in figures:
        print(f"  {figure.text()}", flush=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = [{**vars(figure), "ratio": figure.ratio()} for figure in figures]
    (FOLDER / f"{benchmark}.json").write_text(json.dumps({"benchmark": benchmark, "figures": found}, indent=2) + "\n")
