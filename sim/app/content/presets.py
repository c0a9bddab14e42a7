"""Presets: ways to begin, each a few changes of the community with every module off, as data in `sim/data/presets`.

What a preset says of its course in the model is checked by simulation (`tests/app/test_content.py`); no text has a
number that a run could contradict.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from sim.nearest import nearest
from sim.param import Settings, Switch
from sim.scenario import Scenario
from sim.scenario.file import plain, read_yaml
from sim.text import GongtongError, Text

BASE = "liuhe"


class Preset(Settings):
    """A way to begin.

    Attributes
    ----------
    name : str
    label, meaning : Text
        What it is called; what is done, and what the model makes of it.
    changes : dict
        Values by dotted path, as in `Scenario.but`, for a community whose modules are all off.
    failure : bool
        Whether it is there to show how things go wrong.
    """

    name: str
    label: Text
    meaning: Text
    changes: dict[str, Any]
    failure: Switch = False


@cache
def presets() -> dict[str, Preset]:
    """All presets, by name, in the order of their files' names without the number in front."""
    folder = Path(str(resources.files("sim") / "data" / "presets"))
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        name = path.stem.partition("_")[2]
        given = plain(read_yaml(path.read_text(encoding="utf-8"), path.name))
        found[name] = Preset.model_validate({"name": name, **given})
    return found


def find_preset(name: str) -> Preset:
    """A preset by name.

    Raises
    ------
    GongtongError
        If there is none of that name.
    """
    known = presets()
    if name not in known:
        hint = nearest(name, known)
        raise GongtongError(Text(f"There is no preset {name!r}; {hint.en}", f"没有预设方案 {name!r}；{hint.zh}"))
    return known[name]


def with_preset(base: Scenario, name: str) -> Scenario:
    """A scenario whose modules are those of a preset and no others."""
    return base.without("*").but(find_preset(name).changes)
