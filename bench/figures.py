"""What was measured, beside what, and is it within its goal? Medians, ratios, one aligned table."""

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Final

RIGHT: Final = frozenset({"ours", "raw", "ratio"})
HEADS: Final = ("what", "ours", "raw", "ratio", "goal", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """`raw` is what the same costs at least, measured in the same run; a goal is for `ours` or for the ratio."""

    name: str
    ours: float
    unit: str = "ms"
    raw: float | None = None
    most: float | None = None
    most_ratio: float | None = None
    least_ratio: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the raw cost."""
        return self.ours / self.raw if self.raw else None

    @property
    def goal(self) -> str:
        """In words."""
        if self.most is not None:
            return f"≤ {self.most:g} {self.unit}"
        if self.most_ratio is not None:
            return f"≤ {self.most_ratio:g} ×"
        return f"≥ {self.least_ratio:g} ×" if self.least_ratio is not None else ""

    @property
    def is_met(self) -> bool | None:
        """None where there is no goal."""
        ratio = self.ratio or 0.0
        if self.most is not None:
            return self.ours <= self.most
        if self.most_ratio is not None:
            return ratio <= self.most_ratio
        return ratio >= self.least_ratio if self.least_ratio is not None else None


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> Callable[[], float]:
    """The same work, giving the milliseconds it took."""

    def run() -> float:
        begun = clock()
        work()
        return (clock() - begun) * 1000

    return run


def medians(rounds: int, works: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """What each gives in the middle, taken in turns, so that a busy moment of the machine hits all of them."""
    for work in works.values():
        work()  # caches filled, code compiled
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(work())
    return {name: median(values) for name, values in taken.items()}


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def table(figures: Iterable[Figure]) -> str:
    """Aligned columns."""
    lines = [HEADS, *(_cells(figure) for figure in figures)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADS))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if head in RIGHT else cell.ljust(width)
            for cell, width, head in zip(line, widths, HEADS, strict=True)
        ).rstrip()
        for line in lines
    )


def as_json(figures: Iterable[Figure]) -> str:
    """For a program that compares runs."""
    found = [{**asdict(f), "ratio": f.ratio, "goal": f.goal, "is_met": f.is_met} for f in figures]
    return json.dumps(found, indent=2, ensure_ascii=False)


def _cells(figure: Figure) -> tuple[str, ...]:
    verdict = {True: "ok", False: "over" if figure.least_ratio is None else "under", None: ""}[figure.is_met]
    raw = "" if figure.raw is None else _said(figure.raw, figure.unit)
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    return figure.name, _said(figure.ours, figure.unit), raw, ratio, figure.goal, verdict


def _said(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2  # noqa: PLR2004  three figures say enough
    return f"{value:.{digits}f} {unit}"
