"""What was measured of the patterns, kept seed by seed beside the page that shows it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from math import inf
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from sim.files import write_whole
from sim.lab.patterns import governance, organisations, residents
from sim.lab.patterns.residents import Finding
from sim.lab.run.identity import model_version
from sim.scenario import Scenario
from sim.text import Text


class FindPatterns(Protocol):
    """Measures every pattern of a group."""

    def __call__(
        self,
        base: Scenario,
        seeds: Sequence[int],
        workers: int | None = None,
        done: Callable[[int], None] | None = None,
    ) -> list[Finding]:
        """The findings, in the order of the page."""


class KeptPatterns(NamedTuple):
    """A group of patterns as it was measured.

    Attributes
    ----------
    model : str
        Version of the model.
    seeds : tuple of int
        Some patterns take fewer of them, from the first on; those of pooled runs have pseudo-values.
    findings : tuple of Finding
    """

    model: str
    seeds: tuple[int, ...]
    findings: tuple[Finding, ...]


GROUPS: dict[str, FindPatterns] = {
    "points": residents.find_patterns,
    "organisations": organisations.find_patterns,
    "governance": governance.find_governance,
}


def measure_patterns(
    base: Scenario,
    seeds: Sequence[int],
    path: Path,
    workers: int | None = None,
    done: Callable[[str, int], None] | None = None,
    groups: Mapping[str, FindPatterns] = GROUPS,
) -> dict[str, KeptPatterns]:
    """Measure and keep group by group; those that this model measured on these seeds already are not run again.

    Parameters
    ----------
    done
        Told the group, and how many of its runs are finished.
    """
    kept = load_patterns(path) if path.exists() else {}
    for name, find in groups.items():
        if name in kept and (kept[name].model, kept[name].seeds) == (model_version(), tuple(seeds)):
            continue

        def report(count: int, name: str = name) -> None:
            if done is not None:
                done(name, count)

        kept[name] = KeptPatterns(model_version(), tuple(seeds), tuple(find(base, seeds, workers, report)))
        write_whole(path, json.dumps(_plain(kept), ensure_ascii=False, indent=1) + "\n")
    return load_patterns(path)


def load_patterns(path: Path) -> dict[str, KeptPatterns]:
    """What `measure_patterns` kept, by group."""
    return {
        name: KeptPatterns(group["model"], tuple(group["seeds"]), tuple(map(_finding, group["patterns"])))
        for name, group in json.loads(path.read_text(encoding="utf-8")).items()
    }


def as_json(value: float) -> float | None:
    """A number as JSON has it: none for what is infinite or not to be had."""
    return float(f"{value:.9g}") if np.isfinite(value) else None


def _plain(kept: Mapping[str, KeptPatterns]) -> dict[str, object]:
    return {
        name: {
            "model": group.model,
            "seeds": list(group.seeds),
            "patterns": [
                {
                    "pattern": one.name,
                    "statement": one.statement._asdict(),
                    "low": as_json(one.low),
                    "high": as_json(one.high),
                    "values": [as_json(value) for value in one.values],
                }
                for one in group.findings
            ],
        }
        for name, group in kept.items()
    }


def _finding(record: Mapping[str, Any]) -> Finding:
    low = -inf if record["low"] is None else record["low"]
    high = inf if record["high"] is None else record["high"]
    values = np.array(record["values"], np.float64)  # none is not a number
    return Finding(record["pattern"], Text(**record["statement"]), low, high, values)
