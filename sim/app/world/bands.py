"""The pale bands: where a preset's story went with other luck and other calibrated numbers, computed beforehand.

`docs/tools/bands.py` makes the file. A story that was changed by hand has no band.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from sim.agents.resident.columns import STAGES
from sim.report.text.intervals import levelled
from sim.scenario import Scenario
from sim.text import Text

PERCENTILES = (10, 90)
STEP = 4  # weeks between two points of the file
MEASURES = (
    *STAGES,
    "participation",
    "active_4w",
    "membership",
    "membership_active",
    "organisations",
    "backbone",
    "matters_open",
    "cadre_hours",
    "cadre_overload",
    "cost_yuan",
    "trust",
    "motivation",
    "belonging",
    "collective_efficacy",
)
NOTE = levelled(
    Text(
        "Pale band: where this story went in {runs} runs with other luck and other calibrated numbers (middle {band}).",
        "浅色带：同一经过换用其他运气和其他校准参数运行 {runs} 次的中间{band}。",
    )
)
NONE = Text(
    "No band: this story was changed by hand, and only this one run of it exists.",
    "无色带：本经过由现场改动而成，只有这一次运行。",
)


def band_of(story: Scenario) -> dict[str, Any] | None:
    """The band of a story by measure and week; none where none was computed."""
    known = _shipped()["bands"].get(story.content_hash())
    if known is None:
        return None
    weeks = np.arange(story.weeks)
    found: dict[str, Any] = {"seeds": _shipped()["runs"]}
    for measure, ends in known["measures"].items():
        points = STEP * np.arange(len(ends["low"]))
        found[measure] = {
            end: [float(f"{value:.4g}") for value in np.interp(weeks, points, values)] for end, values in ends.items()
        }
    return found


def note(story: Scenario) -> Text:
    """What the band shows, or why there is none."""
    shipped = _shipped()
    return NOTE.filled(runs=str(shipped["runs"])) if story.content_hash() in shipped["bands"] else NONE


@cache
def _shipped() -> dict[str, Any]:
    file = resources.files("sim") / "data" / "bands.json"
    if not file.is_file():
        return {"runs": 0, "bands": {}}
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found
