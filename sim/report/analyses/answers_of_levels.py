"""Three sentences on a grid of one factor or two: the first measure level by level, and the other measures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sim.lab.design.factors import label_of
from sim.lab.design.outcomes import Outcomes
from sim.lab.design.sweep import Sweep
from sim.lab.run.identity import Level
from sim.report.analyses.factors import level_name, measure_of
from sim.report.text.ordering import (
    NO_OTHERS,
    Contrast,
    OrderWords,
    Values,
    mean_words,
    measure_words,
    order_clauses,
    quoted,
)
from sim.report.text.prose import NOTHING, listing
from sim.text import LANGUAGES, Text

# One factor
ALONG = Text("In the model, {measure} by {factor}: {found}.", "模型中，{measure}随{factor}变化：{found}。")
AT = Text("{value} at {level}", "{level}时{value}")
STEPS = Text("Step by step, {found}.", "逐级来看，{found}。")
STEP = Text("{low} to {high}", "{low}至{high}")
STEPPING = OrderWords(
    Text("it rises from {names}", "上升的有{names}"),
    Text("it falls from {names}", "下降的有{names}"),
    Text("{names} cannot be told apart", "{names}无法区分"),
)
# Two factors
EFFECT = Text(
    "In the model, with {last} instead of {first} for {factor}, {measure} changes by {found}.",
    "模型中，{factor}由{first}改为{last}时，{measure}的变化：{found}。",
)
CHANGE = Text("{by} where {setting} is {level}", "{setting}为{level}时{by}")
BETWEEN = Text("From {low} to {high}, this effect {found}.", "由{low}到{high}，这一作用{found}。")
EFFECTS = OrderWords(
    Text("moves up{names}", "上移{names}"),
    Text("moves down{names}", "下移{names}"),
    Text("cannot be told apart from what it was", "无法区分"),
)
OTHERS = Text("Other measures, from {low} to {high}: {found}.", "其他指标，由{low}到{high}：{found}。")
OTHER_EFFECTS = Text(
    "The effect on other measures, from {low} to {high}: {found}.", "对其他指标的作用，由{low}到{high}：{found}。"
)
MEASURES = OrderWords(
    Text("higher in {names}", "变高的有{names}"),
    Text("lower in {names}", "变低的有{names}"),
    Text("not to be told apart in {names}", "无法区分的有{names}"),
)


def level_sentences(study: Sweep, outcomes: Outcomes) -> tuple[Text, Text, Text]:
    """Three sentences on a grid; of two factors the second is what is done, the first where it is done."""
    return _along(study, outcomes) if len(study.factors) == 1 else _effects(study, outcomes)


def _along(study: Sweep, outcomes: Outcomes) -> tuple[Text, Text, Text]:
    (factor,) = study.factors
    main, *others = outcomes.measures
    levels = [_level(point[0]) for point in study.points]
    values = outcomes.values[main]
    found = [
        AT.filled(value=mean_words(measure_of(main), own), level=level)
        for own, level in zip(values, levels, strict=True)
    ]
    steps = [
        Contrast(STEP.filled(low=levels[at], high=levels[to]), measure_of(main), values[to] - values[at])
        for at, to in pairwise(range(len(levels)))
    ]
    changed = [_option(name, outcomes.values[name][-1] - outcomes.values[name][0]) for name in others]
    return (
        ALONG.filled(measure=measure_words(measure_of(main)), factor=quoted(label_of(factor)), found=listing(found)),
        STEPS.filled(found=order_clauses(steps, STEPPING, fully=True)),
        _rest(changed, OTHERS, levels),
    )


def _effects(study: Sweep, outcomes: Outcomes) -> tuple[Text, Text, Text]:
    setting, factor = study.factors
    settings, levels = (list(dict.fromkeys(column)) for column in zip(*study.points, strict=True))
    shape = (len(settings), len(levels), len(study.seeds))
    effect = {}
    for name, values in outcomes.values.items():
        own = values.reshape(shape)
        effect[name] = own[:, -1] - own[:, 0]
    main, *others = outcomes.measures
    where = [_level(level) for level in settings]
    found = [
        CHANGE.filled(by=Contrast(level, measure_of(main), own).by, setting=quoted(label_of(setting)), level=level)
        for level, own in zip(where, effect[main], strict=True)
    ]
    apart = effect[main][-1] - effect[main][0]
    moved = order_clauses([Contrast(NOTHING, measure_of(main), apart)], EFFECTS, fully=True)
    changed = [_option(name, effect[name][-1] - effect[name][0]) for name in others]
    return (
        EFFECT.filled(
            first=_level(levels[0]),
            last=_level(levels[-1]),
            factor=quoted(label_of(factor)),
            measure=measure_words(measure_of(main)),
            found=listing(found),
        ),
        BETWEEN.filled(low=where[0], high=where[-1], found=moved),
        _rest(changed, OTHER_EFFECTS, where),
    )


def _option(name: str, differences: Values) -> Contrast:
    return Contrast(measure_of(name).label, measure_of(name), differences)


def _rest(changed: Sequence[Contrast], words: Text, levels: Sequence[Text]) -> Text:
    if not changed:
        return NO_OTHERS
    return words.filled(low=levels[0], high=levels[-1], found=order_clauses(changed, MEASURES, fully=False))


def _level(level: Level) -> Text:
    said = Text(*(level_name(level, lang) for lang in LANGUAGES))
    return quoted(said) if isinstance(level, str | bool) else said
