"""The catalogue: measures, modules and their numbers, with meaning, range, status and source, in both languages.

Made from the declarations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from math import floor, log10
from typing import Any, get_args

from sim.agents.organisation import STAGES_149
from sim.agents.resident.columns import HINDRANCES, STAGES
from sim.app.wire import both
from sim.lab.run.outputs import all_measures
from sim.measures import Group, Measure
from sim.param import Declared, DeclaredChoice, declared, declared_choices
from sim.policies import policies
from sim.report.figures.colours import module_colours
from sim.scenario import declared_numbers
from sim.scenario.changes import Change
from sim.scenario.paths import short_name
from sim.text import Text

PLACES = Text("Grids in which the module runs; none named means everywhere.", "在哪些网格推行；不选表示全部。")
STATUS: dict[str, Text] = {
    "measured": Text("stated in a source", "出处中有记载"),
    "calibrated": Text("may be fitted to the case", "可按案例校准"),
    "assumed": Text("an assumption", "假设"),
}
RANGE = Text(
    "{label}. Plausible from {low} to {high} ({unit}); {status}.", "{label}。合理取值 {low} 至 {high}；{status}。"
)
ON, OFF = Text("{module}: on", "{module}：开启"), Text("{module}: off", "{module}：停止")
SET = Text("{what}: {value}", "{what}：{value}")
OF = Text("{module}, {said}", "{module}·{said}")
ALL = Text("everywhere", "全部")
STEPS_IN_A_RANGE = 20
LEAST_CONTRAST = 3.1  # of a switch or the edge of a handle against white: 3, and room for rounding
DARKER = 0.95
LINEAR_UP_TO = 0.04045  # of sRGB


@cache
def curves() -> tuple[str, ...]:
    """What the page shows as curves, group by group."""
    shown = {group: [one.name for one in all_measures().values() if one.group == group] for group in get_args(Group)}
    return tuple(name for names in shown.values() for name in names)


@cache
def catalogue() -> dict[str, Any]:
    """What does not change while the program runs."""
    return {
        "stages": [{"name": name, "label": both(label)} for name, label in STAGES.items()],
        "hindrances": [{"name": name, "label": both(label)} for name, label in HINDRANCES.items()],
        "steps": [both(label) for label in STAGES_149],
        "measures": {name: _measure(all_measures()[name]) for name in curves()},
        "modules": [_module(name, colour) for name, colour in module_colours(policies()).items()],
        "sources": _sources(),
    }


def change_label(change: Change) -> Text:
    """A change in a few words: the module or number, and what becomes of it."""
    module = change.module
    if module is not None:
        said = OFF if change.value is False else ON
        return said.filled(module=policies()[module].label)
    path = short_name(change.name)
    what = _labels().get(path, Text(change.name, change.name))
    said = SET.filled(what=what, value=_value_words(change))
    return OF.filled(module=policies()[change.parts[1]].label, said=said) if change.parts[0] == "policies" else said


def _measure(one: Measure) -> dict[str, Any]:
    return {
        "label": both(one.label),
        "unit": both(one.unit),
        "percent": one.percent,
        "group": one.group,
        "adds": one.adds,
    }


def _module(name: str, colour: str) -> dict[str, Any]:
    policy = policies()[name]
    settings = policy.settings_type
    return {
        "name": name,
        "label": both(policy.label),
        "meaning": both(policy.about),
        "colour": _on_paper(colour),
        "source": policy.source.split(),
        "numbers": [
            _places(name, "grids"),
            *(
                _number(number) | {"whole_run": number.path.split(".")[1] in settings.whole_run}
                for number in declared(settings, f"{name}.")
            ),
            *(_choice(one) for one in declared_choices(settings, f"{name}.")),
        ],
    }


def _number(number: Declared) -> dict[str, Any]:
    return {
        "path": number.path,
        "kind": "number",
        "label": both(number.label),
        "unit": number.unit,
        "default": number.default,
        "low": number.low,
        "high": number.high,
        "least": number.least if number.least > -float("inf") else None,
        "most": number.most if number.most < float("inf") else None,
        "step": _step(number),
        "whole": isinstance(number.default, int),
        "status": number.status,
        "status_label": both(STATUS[number.status]),
        "source": list(number.source),
        "explain": both(
            RANGE.filled(
                label=number.label,
                low=f"{number.low:g}",
                high=f"{number.high:g}",
                unit=number.unit,
                status=STATUS[number.status],
            )
        ),
    }


def _step(number: Declared) -> float:
    """A round step: about a twentieth of the plausible range; whole numbers for counts."""
    raw = max((number.high - number.low) / STEPS_IN_A_RANGE, 1e-9)
    power = 10.0 ** floor(log10(raw))
    step = next(float(f"{nice * power:.6g}") for nice in (1, 2, 5, 10) if nice * power >= raw * 0.99)
    return max(round(step), 1) if isinstance(number.default, int) else step


def _choice(one: DeclaredChoice) -> dict[str, Any]:
    """A choice or switch."""
    said: dict[str, Any] = {"path": one.path, "label": both(one.label), "default": one.default, "status": "assumed"}
    said |= {"status_label": both(STATUS["assumed"]), "source": ["assumption"], "explain": both(one.label)}
    if not one.values:
        return said | {"kind": "flag"}
    return said | {
        "kind": "choice",
        "choices": [{"value": value, "label": both(text)} for value, text in one.values.items()],
    }


def _on_paper(colour: str) -> str:
    """A colour, darkened until it stands out from white."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    while 1.05 / (_luminance(parts) + 0.05) < LEAST_CONTRAST:
        parts = [DARKER * part for part in parts]
    return "#" + "".join(f"{round(255 * part):02X}" for part in parts)


def _luminance(parts: Sequence[float]) -> float:
    """Of red, green and blue from 0 to 1, as WCAG 2 defines it."""
    linear = [part / 12.92 if part <= LINEAR_UP_TO else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _places(name: str, field: str) -> dict[str, Any]:
    return {"path": f"{name}.{field}", "kind": "grids", "label": both(PLACES), "default": None, "explain": both(PLACES)}


@cache
def _labels() -> dict[str, Text]:
    """Labels of numbers and choices by dotted path."""
    found = {number.path: number.label for number in declared_numbers()}
    found |= {path: one.label for path, one in _chosen().items()}
    return found | {f"{name}.grids": Text("grids", "网格") for name in policies()}


@cache
def _chosen() -> dict[str, DeclaredChoice]:
    """Choices and switches of modules by dotted path."""
    own = (declared_choices(policy.settings_type, f"{name}.") for name, policy in policies().items())
    return {one.path: one for some in own for one in some}


def _value_words(change: Change) -> Text:
    """A value in words."""
    value, path = change.value, short_name(change.name)
    if path in _chosen() and value in _chosen()[path].values:
        return _chosen()[path].values[str(value)]
    if value is None:
        return ALL
    if isinstance(value, bool):
        return Text("yes", "是") if value else Text("no", "否")
    if isinstance(value, tuple):
        return Text(", ".join(map(str, value)), "、".join(map(str, value)))
    shown = f"{value:,.10g}" if isinstance(value, int | float) else str(value)
    return Text(shown, shown)


@cache
def _sources() -> dict[str, dict[str, str]]:
    """The bibliography, of the entries that modules name."""
    from ruamel.yaml import YAML

    text = (resources.files("sim") / "data" / "sources.yaml").read_text("utf-8")
    known: Mapping[str, Mapping[str, str]] = YAML(typ="safe").load(text)
    named = {key for policy in policies().values() for key in policy.source.split()}
    named |= {key for number in declared_numbers() for key in number.source}
    return {key: {"en": known[key]["en"], "zh": known[key]["zh"]} for key in sorted(named) if key in known}
