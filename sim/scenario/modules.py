"""Modules of a scenario: their settings from a file, and the places and times that are possible for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from sim.clock import Clock
from sim.nearest import nearest
from sim.param import refusal
from sim.policies import PolicySettings, policies
from sim.trial import TrialSettings


def module_settings(name: str, given: object) -> PolicySettings:
    """The settings of one module from what a file gives.

    Raises
    ------
    PydanticCustomError
        `policy_unknown`, or `policy_wrong` that carries the errors inside.
    """
    known = policies()
    if name not in known:
        hint = nearest(name, known)
        raise refusal(
            f"policies.{name}: there is no such module; {hint.en}", f"policies.{name}：没有这个模块；{hint.zh}"
        )
    kind = known[name].settings_type
    if isinstance(given, kind):
        return given
    try:
        return kind.model_validate({} if given is None else given)
    except ValidationError as error:
        raise PydanticCustomError("policy_wrong", "{name}", {"name": name, "errors": error.errors()}) from None


def refuse_impossible(
    name: str, settings: PolicySettings, clock: Clock, modules_start: date | None, places: Mapping[str, int]
) -> None:
    """Refuse a module in places or at times that do not exist.

    Parameters
    ----------
    modules_start
        First day of modules that name no start of their own; None for the first day of the run.
    places
        How many grids and estates there are.

    Raises
    ------
    PydanticCustomError
        That names the setting and what is allowed.
    """
    start = settings.start or modules_start or clock.first
    first_week = max(clock.week(start), 0)
    if settings.stop is not None and clock.week(settings.stop) <= first_week:
        raise refusal(
            f"policies.{name}.stop: {settings.stop} leaves no week after the start, {clock.date(first_week)}",
            f"policies.{name}.stop：{settings.stop} 距开始日期 {clock.date(first_week)} 不足一周",
        )
    if first_week >= clock.weeks:
        # who set no start is told of the day that counts, and both of what else would help
        own, end = f"policies.{name}.start" if settings.start else "modules_start", clock.date(clock.weeks)
        raise refusal(
            f"{own}: {start}, when {name} begins, is after the run ends, {end}; give an earlier day, or weeks of at "
            f"least {first_week + 1}",
            f"{own}：{name} 的开始日期 {start} 晚于运行结束日期 {end}；请提前该日期，"
            f"或将 weeks 设为至少 {first_week + 1}",
        )
    for key, count in places.items():
        chosen = getattr(settings, key)
        if chosen is not None and not chosen:
            raise refusal(
                f"policies.{name}.{key}: the list is empty; allowed are 1 to {count}",
                f"policies.{name}.{key}：列表为空，可取 1 到 {count}",
            )
        _refuse_missing(f"policies.{name}.{key}", chosen or (), count)


def refuse_impossible_trial(trial: TrialSettings, estates: int) -> None:
    """Refuse a trial in estates that do not exist, of which there are so many.

    Raises
    ------
    PydanticCustomError
        That names the setting and what is allowed.
    """
    for name, one in trial.treatments.items():
        _refuse_missing(f"trial.also.{name}.estates" if name else "trial.estates", one.estates, estates)
    for name, club in trial.clubs.items():
        _refuse_missing(f"trial.clubs.{name}.estate", (club.estate,), estates)


def _refuse_missing(where: str, chosen: Iterable[int], count: int) -> None:
    """Refuse places beyond those there are."""
    wrong = [n for n in chosen if not 1 <= n <= count]
    if wrong:
        raise refusal(
            f"{where}: {wrong[0]} does not exist; allowed are 1 to {count}",
            f"{where}：{wrong[0]} 不存在，可取 1 到 {count}",
        )
