"""Worked examples anybody can check with a pocket calculator: one resident, some circumstances, and what must follow.

The files in `tests/agents/cases` are lists of cases: `given` says what is not as in `unless_said.yaml`, `then` what must come
out, to the digits written, and `because` the arithmetic. They were worked out from `docs/odd.md`, not read
off the code. Words that are not known here are an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from ruamel.yaml import YAML

from sim.agents.acts import ACTS, EVERYDAY, acts_of
from sim.agents.resident.columns import HINDRANCES, STAGES, UNABLE, UNWILLING
from sim.agents.resident.occasions import Occasions
from sim.agents.resident.sources import HOUSEHOLD, NOTICE, OWN, SOURCES, STRANGER
from sim.rng import Streams
from sim.scenario import Scenario
from tests.support.circle import Circle

FOLDER = Path(__file__).parent / "cases"
UNLESS_SAID = "unless_said.yaml"
SURELY = 50.0  # a hazard that surely reaches
CROWD = 20_000  # like persons, whose luck brackets a chance
NOTHING_STOPS = 100.0  # spreads of an ease with which anybody surely comes
LEAST_DIGITS = 4  # 0.2 means 0.2000
KERNEL_DIGITS = 1e-6

Values = dict[str, Any]

COLUMNS = {
    "motivation": "motivation",
    "own motivation": "own_motivation",
    "ease": "ease",
    "frail": "frail",
    "tired of being asked": "weary",
    "tired of notices": "unheeding",
    "efficacy": "efficacy",
    "own efficacy": "own_efficacy",
    "belonging": "belonging",
    "own belonging": "own_belonging",
    "trust": "trust",
    "own trust": "own_trust",
    "burn-out": "burnout",
    "knowledge": "knowledge",
    "skill": "skill",
    "fit": "fit",
    "spare hours": "spare",
    "concern for face": "concern",
    "moved by face": "by_face",
    "threshold": "threshold",
    "satiable": "satiable",
    "reads notices": "attentive",
    "pressure": "pressure",
    "closeness of contacts": "near_total",
    "closeness of active contacts": "near",
    "active contacts outside the family": "outside",
    "member": "memberships",
    "member of a formal organisation": "formal",
    "rewarded acts so far": "rewarded_acts",
}
LEVERS = {
    "extra notice": "notice",
    "times asked by a neighbour": "tie",
    "times asked by a stranger": "stranger",
    "done by staff": "done_for",
    "reward": "reward",
    "felt as controlling": "controlling",
    "hours freed": "relief",
    "support of competence": "competence",
    "promise": "promise",
}
CIRCUMSTANCES = (
    *("act", "activities", "reward applies", "say", "covenant", "collective efficacy", "share of matters solved"),
    *("asked by", "has a place", "came", "habit", "done at home last week", "went well", "weeks", "acts"),
)
SOURCES_EN = [label.en for label in SOURCES.values()]
KNOWN = (*COLUMNS, *LEVERS, *CIRCUMSTANCES)


def read(path: Path) -> Any:
    """A YAML file."""
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def numbers() -> Scenario:
    """The numbers that cases are worked out with."""
    return Scenario().but(
        {f"{part}.{name}": value for part, own in read(FOLDER / UNLESS_SAID)["numbers"].items() for name, value in own.items()}
    )  # fmt: skip


@dataclass
class Trial:
    """A person, or many who are alike, in the circumstances of a case; each question is put to them once."""

    given: Values
    people: int = 1
    circle: Circle = field(init=False)

    def __post_init__(self) -> None:
        scenario, given = numbers(), self.given
        circle = self.circle = Circle(
            self.people, settings=scenario.resident, asking=scenario.asking, acts=acts_of(scenario.acts)
        )
        circle.residents.attentive[:] = False
        for word in given:
            if word in COLUMNS:
                getattr(circle.residents, COLUMNS[word])[:] = given[word]
            elif word in LEVERS:
                getattr(circle.push, LEVERS[word])[:] = given[word]
        circle.get_used_to(self.kind, given["habit"])
        circle.collective, circle.solved = given.get("collective efficacy", 0.0), given["share of matters solved"]
        circle.offers.notice[:] = 0.0
        circle.offers.notice[:, self.kind] = given.get("activities", 1)
        circle.offers.say[:] = given.get("say", 0.0)
        circle.offers.norm[:] = given.get("covenant", 0.0)
        circle.offers.rewarded[:] = given.get("reward applies", 1.0)
        if given.get("has a place", False):
            circle.give_place(self.kind)

    @property
    def kind(self) -> int:
        """The kind of act it is about."""
        return list(ACTS).index(self.given["act"])

    @property
    def source(self) -> int:
        """Who brings the occasion: whoever has a place needs nobody; unless said, a notice does."""
        unless_said = OWN if self.given.get("has a place", False) else NOTICE
        return SOURCES_EN.index(self.given.get("asked by", SOURCES_EN[unless_said]))

    @cached_property
    def reached(self) -> Occasions:
        """The occasions that there are without more being done."""
        return self.circle.heard()

    @cached_property
    def considered(self) -> Occasions:
        """The occasion of somebody who has one: from a person, from a notice, or a place in a team."""
        circle = self.circle
        circle.settings = circle.settings.model_copy(update={"ask_tie": 0.0})
        if self.source == HOUSEHOLD:
            return self._brought_along()
        if self.source != OWN:
            circle.ask(list(SOURCES)[self.source])
        return circle.heard()

    def _brought_along(self) -> Occasions:
        """The same person once more, at home with somebody who surely comes, and asks along."""
        pair = Trial(self.given, 2).circle
        pair.at_home, pair.asking = 2, pair.asking.model_copy(update={"along": 1.0})
        pair.residents.ease[1], pair.residents.spare[1], pair.push.notice[1] = NOTHING_STOPS, NOTHING_STOPS, SURELY
        return pair.heard()

    @cached_property
    def after(self) -> Circle:
        """The person after the weeks of a case without an act, or else after one occasion and nothing more."""
        if "weeks" in self.given:
            for _ in range(self.given["weeks"]):
                self.circle.rest()
        else:
            placed, came = self.given.get("has a place", False), self.given.get("came", True)
            self.circle.learn(self.kind, self.given["went well"], source=self.source, placed=placed, came=came)
        return self.circle

    @cached_property
    def history(self) -> Circle:
        """The person after half a year and more in which they took part as the case says."""
        acts = {ago: (own, index, list(ACTS).index(kind), by) for ago, own, index, kind, by in self.given["acts"]}
        for ago in range(30, -1, -1):
            if ago in acts:
                own, index, kind, by = acts[ago]
                source = SOURCES_EN.index(by)
                self.circle.act(kind, own=own, autonomy=index, source=source, placed=source == OWN)
            else:
                self.circle.rest()
        return self.circle

    @cached_property
    def at_least_once(self) -> NDArray[np.bool_]:
        """Who does the everyday act at least once this week."""
        circle, nth = self.circle, EVERYDAY.index(self.kind)
        at_home = self.given.get("done at home last week", 0)
        if at_home:  # everybody lives with one who did it so often
            circle.at_home = 2
            circle.residents.everyday[1::2, nth] = at_home
        if "asked by" in self.given:
            circle.prompt(self.source)
        circle.do_everyday()
        done = circle.residents.everyday[:, nth] > 0
        return done[::2] if at_home else done


def chance(chosen: NDArray[np.bool_], luck: NDArray[np.float32]) -> float:
    """The chance that picked these of the crowd: it lies between the luck of the last in and that of the first out."""
    return float((luck[chosen].max(initial=0.0) + luck[~chosen].min(initial=1.0)) / 2) if chosen.any() else 0.0


def chance_to_be_reached(rows: NDArray[np.integer]) -> float:
    """The chance that reached these."""
    return chance(np.isin(np.arange(CROWD), rows), Streams(0).draw("reach", 0, np.arange(CROWD)))


def chance_of_everyday(trial: Trial) -> float:
    """The chance to do an everyday act at least once in a week; whoever is lucky does it."""
    done = trial.at_least_once
    numbers_of = trial.circle.residents.number[:: CROWD // done.size]
    return chance(done, 1 - Streams(0).draw(f"everyday {trial.kind}", 0, numbers_of))


def _state(word: str) -> Callable[[Trial], float]:
    return lambda trial: float(getattr(trial.after.residents, COLUMNS[word])[0])


OUTCOMES: dict[str, Callable[[Trial], Any]] = {
    **{word: _state(word) for word in ("motivation", "efficacy", "belonging", "trust", "burn-out", "knowledge", "pressure")},
    **{word: _state(word) for word in ("tired of being asked", "tired of notices")},
    "habit": lambda trial: float(trial.after.residents.habits[0, trial.kind]),
    "chance to be reached": lambda trial: chance_to_be_reached(trial.reached.row),
    "chance to be asked in person": lambda trial: chance_to_be_reached(trial.reached.row[
        (trial.reached.source >= HOUSEHOLD) & (trial.reached.source <= STRANGER)]),
    "chance to come": lambda trial: float(trial.considered.chance[0]),
    "own share": lambda trial: float(trial.considered.own[0]),
    "relative autonomy": lambda trial: float(trial.considered.autonomy[0]),
    "held back by": lambda trial: HINDRANCES_EN[UNABLE if trial.considered.unable[0] else UNWILLING],
    "chance in a week": chance_of_everyday,
    "stage": lambda trial: list(STAGES)[trial.history.residents.stage[0]],
    "stage unless pushed": lambda trial: list(STAGES)[trial.history.residents.stage_unless[0]],
}  # fmt: skip
HINDRANCES_EN = [label.en for label in HINDRANCES.values()]


def checked(path: Path) -> list[Values]:
    """The cases of a file; a word that is not known is an error that names the file, the case and the word."""
    cases = read(path)
    for case in cases:
        where = f"{path.name}: {case['name']['en']}"
        known_words(where, case, ("name", "given", "then", "because"))
        known_words(where, case["given"], KNOWN)
        known_words(where, case["then"], tuple(OUTCOMES))
    return cases


def known_words(where: str, words: Iterable[str], known: tuple[str, ...]) -> None:
    """Refuse a word that nobody would read."""
    for word in words:
        if word not in known:
            raise ValueError(f"{where}: {word!r} is not known; known are {', '.join(known)}")


def every_case() -> list[Any]:
    """All cases of all files, each named by its file and its name."""
    paths = (path for path in sorted(FOLDER.glob("*.yaml")) if path.name != UNLESS_SAID)
    return [pytest.param(case, id=f"{path.stem}: {case['name']['en']}") for path in paths for case in checked(path)]


@pytest.mark.parametrize("case", every_case())
def test_it_comes_out_as_worked_out_by_hand(case: Values) -> None:
    """To as many digits as the case writes, and never fewer than four."""
    by_luck = {word for word in case["then"] if word.startswith("chance to be") or word == "chance in a week"}
    crowd = CROWD if by_luck else 1
    unless_said = read(FOLDER / UNLESS_SAID)["person"]
    known_words(UNLESS_SAID, unless_said, KNOWN)
    trial = Trial(unless_said | case["given"], crowd)
    assert case["then"]
    for word, expected in case["then"].items():
        found = OUTCOMES[word](trial)
        if isinstance(expected, float):
            written = 10.0 ** -max(len(str(expected).split(".")[1]), LEAST_DIGITS)
            bracket = 2 / CROWD if word in by_luck else 0.0
            assert found == pytest.approx(expected, abs=written / 2 + bracket + KERNEL_DIGITS, rel=0), word
        else:
            assert found == expected, word


def test_every_case_is_told_in_both_languages_and_shows_its_arithmetic() -> None:
    """A case is read by people."""
    for given in every_case():
        (case,) = given.values
        assert case["name"]["en"]
        assert case["name"]["zh"]
        assert case["because"], case["name"]["en"]


@pytest.mark.parametrize(
    ("old", "new", "word"), [("habit:", "habbit:", "habbit"), ("then:", "than:", "than"), ("stage:", "state:", "state")]
)
def test_a_word_that_is_not_known_is_an_error(tmp_path: Path, old: str, new: str, word: str) -> None:
    """It says in which file, in which case, and which word."""
    text = (
        "- name: {en: Somebody, zh: 某人}\n  given: {habit: 0.5}\n  then: {stage: bystander}\n  because: of nothing\n"
    )
    path = tmp_path / "wrong.yaml"
    path.write_text(text, encoding="utf-8")
    assert checked(path)
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"wrong\.yaml: Somebody: '{word}' is not known"):
        checked(path)
