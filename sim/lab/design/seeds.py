"""Seeds as people give them: how many, counted from 0, or a list; and how much may be asked to run at once."""

from __future__ import annotations

from collections.abc import Sequence

from sim.text import GongtongError, Text, shown

MOST_SEED = 2**63 - 1  # what tables can hold
MOST_SEEDS, MOST_RUNS = 1_000_000, 10_000_000


def seeds_of(given: int | Sequence[int], where: str = "seeds", example: str = "[3, 7, 11]") -> tuple[int, ...]:
    """The first so many seeds, or those of a list.

    Parameters
    ----------
    where, example
        What the message calls it, and how a list is written there.

    Raises
    ------
    GongtongError
        If there are none, too many, too large ones, or one twice.
    """
    seeds = range(given if given <= MOST_SEEDS else 0) if isinstance(given, int) else given
    if not (0 < len(seeds) <= MOST_SEEDS and min(seeds) >= 0 and max(seeds) <= MOST_SEED and _differ(seeds)):
        raise GongtongError(
            Text(
                f"{where}: {shown(given)} is not possible; give how many (1 to {MOST_SEEDS:,}) or a list of different "
                f"whole numbers from 0 to {MOST_SEED}, such as {example}.",
                f"{where}：不能取 {shown(given)}；请给出个数（1 到 {MOST_SEEDS:,}）或互不相同的整数列表"
                f"（0 到 {MOST_SEED}），如 {example}。",
            )
        )
    return tuple(seeds)


def _differ(seeds: Sequence[int]) -> bool:
    return isinstance(seeds, range) or len(set(seeds)) == len(seeds)


def refuse_too_many(scenarios: int, seeds: int, where: str) -> None:
    """Refuse more runs than can be meant, before anything is made of them.

    Raises
    ------
    GongtongError
        That says how many there would be.
    """
    runs = scenarios * seeds
    if runs > MOST_RUNS:
        said = Text(
            "{where}: {scenarios:,} scenarios on {seeds:seed} are {runs:,} runs; at most {most:,} are possible.",
            "{where}：{scenarios:,} 个方案、{seeds:,} 个种子共 {runs:,} 次运行；最多 {most:,} 次。",
        )
        raise GongtongError(said.filled(where=where, scenarios=scenarios, seeds=seeds, runs=runs, most=MOST_RUNS))
