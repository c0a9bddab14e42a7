"""What is remarked on a scenario that is possible, but hardly what somebody meant: told before its numbers are read."""

from __future__ import annotations

from collections.abc import Iterator

from sim.community.settings import AGES, PLAUSIBLE
from sim.scenario.scenario import Scenario, declared_numbers
from sim.text import Text


def remarks(scenario: Scenario) -> tuple[Text, ...]:
    """One sentence on each thing that is worth a look; none for most scenarios."""
    return (*_ages(scenario), *_without_effect(scenario))


def _ages(scenario: Scenario) -> Iterator[Text]:
    """Age groups are counts of people, so that they do not follow when only the number of residents is changed."""
    community = scenario.community
    for name, share in community.implausible_ages().items():
        low, high = PLAUSIBLE[name]
        found = Text(
            "community.ages: {share:.1%} of the {residents:,} residents are aged {ages}, hardly a real community "
            "({low:.1%} to {high:.0%}); give {given} to go with community.residents.",
            "community.ages：{residents:,} 名居民中 {ages} 占 {share:.1%}，现实社区少见"
            "（一般 {low:.1%} 至 {high:.0%}）；请按 community.residents 给出 {given}。",
        )
        given = "ages.young, ages.elders" if name == "middle" else f"ages.{name}"
        yield found.filled(
            share=share, residents=community.residents, ages=AGES[name][1], low=low, high=high, given=given
        )


def _without_effect(scenario: Scenario) -> Iterator[Text]:
    for number in declared_numbers():
        value = None if number.acts else scenario.value(number.path)
        if value is not None and value != number.default:
            yield Text(
                "{path}: {value:g} has no effect yet; nothing in a run depends on {label}.",
                "{path}：设为 {value:g} 尚不起作用；目前运行中没有任何环节用到{label}。",
            ).filled(path=number.path, value=float(value), label=number.label)
