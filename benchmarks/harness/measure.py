"""Measuring side by side: contenders take turns, so that whatever else the machine does falls on all of them."""

from __future__ import annotations

import gc
import platform
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

Seconds = Callable[[], float]
AT_MOST, AT_LEAST = "at most", "at least"
PER_RESIDENT = "ns per resident-week"
SMALL, LARGE = 10, 1000


@dataclass(frozen=True)
class Target:
    """The limit that a ratio, or another value, has to keep."""

    sense: str  # AT_MOST or AT_LEAST
    value: float

    def met(self, value: float) -> bool:
        """Whether a value meets the target."""
        return value <= self.value if self.sense == AT_MOST else value >= self.value

    def __str__(self) -> str:
        return f"{self.sense} {self.value:g}"


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes
    ----------
    part : str, a letter of `PARTS`
    what : str
    value : float or None
        A median, in `unit`; None if it could not be measured.
    target : Target or None
        What the value, a ratio, has to be.
    note : str
    """

    part: str
    what: str
    value: float | None = None
    unit: str = ""
    target: Target | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Pass or miss, or nothing where nothing is demanded."""
        if self.target is None or self.value is None:
            return ""
        return "pass" if self.target.met(self.value) else "MISS"

    def plain(self) -> dict[str, Any]:
        """The row as a file keeps it."""
        target = None if self.target is None else str(self.target)
        return asdict(self) | {"target": target, "verdict": self.verdict}


def take_turns(contenders: Mapping[str, Seconds], rounds: int) -> dict[str, list[float]]:
    """The values of each contender, round by round: A B C, A B C, …; one round before, which does not count.

    The uncounted round compiles what is to be compiled and fills caches. What one contender leaves behind is cleared
    away before the next: a hundred thousand dead objects would otherwise be collected on somebody else's time.
    """
    measured: dict[str, list[float]] = {name: [] for name in contenders}
    for n in range(rounds + 1):
        for name, run in contenders.items():
            gc.collect()
            value = run()
            if n > 0:
                measured[name].append(value)
    return measured


def times(measured: Mapping[str, list[float]], what: str, against: str) -> float:
    """How many times something else a contender takes: the median over rounds of the ratio within each."""
    return median(a / b for a, b in zip(measured[what], measured[against], strict=True))


def figure(value: float | None) -> str:
    """A number to read: three figures, and no false precision."""
    if value is None:
        return ""
    if value >= LARGE:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= SMALL * SMALL else f"{value:.1f}" if value >= SMALL else f"{value:.2f}"


def processor() -> str:
    """The processor's model, as the system names it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
