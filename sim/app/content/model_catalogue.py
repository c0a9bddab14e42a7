"""The catalogue: measures, modules and their numbers, with meaning, range, status and source, in both languages.

Made from the declarations; what is not declared (the words of choices) stands in `sim.app.content.choices`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from math import floor, log10
from typing import Any

from pydantic.fields import FieldInfo

from sim.agents.organisation import STAGES_149
from sim.agents.resident.columns import HINDRANCES, STAGES
from sim.app.content.choices import CHOICES, PLACES
from sim.app.wire import both
from sim.measures import MEASURES, Measure
from sim.param import Declared, Settings, declared
from sim.policies import AnyPolicy, policies
from sim.scenario import declared_numbers
from sim.scenario.changes import Change
from sim.scenario.paths import short_path
from sim.text import Text

STEPS_OF_149 = tuple(f"incubation_step_{n}" for n in range(1, 10))
GROUPS: dict[str, tuple[str, ...]] = {
    "stages": tuple(STAGES),
    "participation": ("participation", "active_4w", "active_26w", "membership", "membership_active", "registered"),
    "reasons": tuple(HINDRANCES),
    "organisations": (
        "organisations",
        "organisations_interest",
        "organisations_governance",
        "organisations_mutual_aid",
        "organisations_volunteer",
        "organisations_committee",
        "organisations_registered",
        "organisations_ended",
        "backbone",
    ),
    "steps": (*STEPS_OF_149, "incubation_graduated", "incubation_given_up"),
    "matters": ("matters_arrived", "matters_solved", "matters_open", "disputes_resolved", "waiting_per_matter"),
    "office": ("cadre_hours", "cadre_overload", "cost_yuan", "volunteer_hours"),
    "views": ("motivation", "trust", "belonging", "collective_efficacy"),
    "modules": (
        "points_enrolled",
        "points_confidence",
        "leaders_in_posts",
        "selfmanage_committees",
        "selfmanage_quality",
    ),
}
CURVES: tuple[str, ...] = tuple(name for names in GROUPS.values() for name in names)

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


@cache
def catalogue() -> dict[str, Any]:
    """What does not change while the program runs."""
    return {
        "stages": [{"name": name, "label": both(label)} for name, label in STAGES.items()],
        "hindrances": [{"name": name, "label": both(label)} for name, label in HINDRANCES.items()],
        "steps": [both(label) for label in STAGES_149],
        "measures": {name: _measure(name, group) for group, names in GROUPS.items() for name in names},
        "modules": [_module(name, policy) for name, policy in policies().items()],
        "sources": _sources(),
    }


def change_label(change: Change) -> Text:
    """A change in a few words: the module or number, and what becomes of it."""
    module = change.module
    if module is not None:
        said = OFF if change.value is False else ON
        return said.filled(module=policies()[module].label)
    path = short_path(change.name)
    what = _labels().get(path, Text(change.name, change.name))
    said = SET.filled(what=what, value=_value_words(change))
    return OF.filled(module=policies()[change.parts[1]].label, said=said) if change.parts[0] == "policies" else said


def measures() -> dict[str, Measure]:
    """Everything that is measured, of modules too."""
    own = (measure for policy in policies().values() for measure in policy.measures)
    return {measure.name: measure for measure in (*MEASURES, *own)}


def _measure(name: str, group: str) -> dict[str, Any]:
    one = measures()[name]
    return {
        "label": both(one.label),
        "unit": both(one.unit),
        "percent": one.percent,
        "group": group,
        "adds": one.adds,
    }


def _module(name: str, policy: type[AnyPolicy]) -> dict[str, Any]:
    settings = policy.settings_type
    return {
        "name": name,
        "label": both(policy.label),
        "meaning": both(policy.about),
        "source": policy.source.split(),
        "numbers": [
            _places(name, "grids"),
            *(
                _number(number) | {"whole_run": number.path.split(".")[1] in settings.whole_run}
                for number in declared(settings, f"{name}.")
            ),
            *_choices(settings, f"{name}.", settings.whole_run),
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


def _choices(settings: type[Settings], prefix: str, fixed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Choices and switches, of settings inside these too."""
    for name, field in settings.model_fields.items():
        if name in fixed:
            continue
        path = f"{prefix}{name}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, Settings):
            yield from _choices(field.annotation, f"{path}.", field.annotation.whole_run)
        elif path in CHOICES:
            yield _choice(path, field)


def _choice(path: str, field: FieldInfo) -> dict[str, Any]:
    label, words = CHOICES[path]
    said: dict[str, Any] = {"path": path, "label": both(label), "default": field.default, "status": "assumed"}
    said |= {"status_label": both(STATUS["assumed"]), "source": ["assumption"], "explain": both(label)}
    if field.annotation is bool:
        return said | {"kind": "flag"}
    return said | {
        "kind": "choice",
        "choices": [{"value": value, "label": both(text)} for value, text in words.items()],
    }


def _places(name: str, field: str) -> dict[str, Any]:
    return {"path": f"{name}.{field}", "kind": "grids", "label": both(PLACES), "default": None, "explain": both(PLACES)}


@cache
def _labels() -> dict[str, Text]:
    """Labels of numbers and choices by dotted path."""
    found = {number.path: number.label for number in declared_numbers()}
    found |= {path: label for path, (label, _) in CHOICES.items()}
    return found | {f"{name}.grids": Text("grids", "网格") for name in policies()}


def _value_words(change: Change) -> Text:
    """A value in words."""
    value, path = change.value, short_path(change.name)
    if path in CHOICES and not isinstance(value, bool):
        return CHOICES[path][1].get(value, Text(str(value), str(value)))
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
