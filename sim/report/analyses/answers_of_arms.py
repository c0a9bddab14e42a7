"""Three sentences on a comparison: the first measure arm by arm, all of them in order, and the other measures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from sim.lab.comparison.study import Study
from sim.report.text.certainty import CANNOT_TELL, tell_apart
from sim.report.text.labels import arm_labels
from sim.report.text.ordering import NO_OTHERS, Contrast, OrderWords, mean_words, measure_words, order_clauses, quoted
from sim.report.text.prose import joined
from sim.text import Text

MAIN = Text("In the model, {measure} is {value} with {base}; {found}.", "模型中，{base}的{measure}为{value}；{found}。")
AGAINST_BASE = OrderWords(
    Text("it is higher with {names}", "较高的有{names}"),
    Text("it is lower with {names}", "较低的有{names}"),
    Text("{names} cannot be told apart from that", "{names}与之无法区分"),
)
AGREE = Text(
    "The difference points the same way in {same:d} of {all:d} pairs of runs.",
    "{all:d}对运行中有{same:d}对的差值方向相同。",
)
IN_ORDER = Text(
    "From highest to lowest, with ≈ between neighbours that cannot be told apart: {order}.",
    "由高到低（≈ 表示相邻两者无法区分）：{order}。",
)
APART, ALIKE = " > ", " ≈ "
OTHERS = Text("Of the other measures, {arm} compared with {base}: {found}.", "其他指标，{arm}与{base}相比：{found}。")
MEASURES = OrderWords(
    Text("higher in {names}", "较高的有{names}"),
    Text("lower in {names}", "较低的有{names}"),
    Text("not to be told apart in {names}", "无法区分的有{names}"),
)


def arm_sentences(study: Study, measures: Sequence[str]) -> tuple[Text, Text, Text]:
    """Three sentences on a comparison; the third is on the arm that stands out most in the first measure."""
    labels = _labels(study)
    main, *others = measures
    return _main(study, main, labels), _order(study, main, labels), _others(study, main, others, labels)


def _labels(study: Study) -> dict[str, Text]:
    return {arm: quoted(label) for arm, label in arm_labels(study).items()}


def _options(study: Study, name: str, labels: dict[str, Text], against: str) -> list[Contrast]:
    values = study.values(name)
    return [
        Contrast(labels[arm], study.measures[name], own - values[against], bool(study.draws))
        for arm, own in values.items()
        if arm != against
    ]


def _main(study: Study, name: str, labels: dict[str, Text]) -> Text:
    base = study.baseline
    found = order_clauses(_options(study, name, labels, base), AGAINST_BASE, fully=True)
    value = mean_words(study.measures[name], study.values(name)[base])
    return MAIN.filled(measure=measure_words(study.measures[name]), value=value, base=labels[base], found=found)


def _order(study: Study, name: str, labels: dict[str, Text]) -> Text:
    values = study.values(name)
    if len(values) == 2:  # noqa: PLR2004 - of two, one is higher, as was said
        own, base = values[_other(study, name)], values[study.baseline]
        signs = np.sign(own - base)
        return AGREE.filled(same=int((signs == np.sign((own - base).mean())).sum()), all=len(signs))
    order = sorted(values, key=lambda arm: -values[arm].mean())
    told = labels[order[0]]
    for higher, lower in pairwise(order):
        sign = ALIKE if tell_apart(values[higher] - values[lower]) == CANNOT_TELL else APART
        told = joined([told, labels[lower]], Text(sign, sign))
    return IN_ORDER.filled(order=told)


def _other(study: Study, name: str) -> str:
    """The arm furthest from the first one."""
    values = study.values(name)
    far = {arm: abs(float((own - values[study.baseline]).mean())) for arm, own in values.items()}
    return max((arm for arm in far if arm != study.baseline), key=lambda arm: far[arm])


def _others(study: Study, main: str, names: Sequence[str], labels: dict[str, Text]) -> Text:
    chosen = study.measured(names)
    if not chosen:
        return NO_OTHERS
    arm, base = _other(study, main), study.baseline
    options = [
        Contrast(
            study.measures[name].label,
            study.measures[name],
            study.values(name)[arm] - study.values(name)[base],
            bool(study.draws),
        )
        for name in chosen
    ]
    return OTHERS.filled(arm=labels[arm], base=labels[base], found=order_clauses(options, MEASURES, fully=False))
