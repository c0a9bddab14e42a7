"""The worlds in which a parameter set is tried, and what is read off each run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from sim.policies.selfmanage.words import ELECTED, NO_MAJORITY, NO_QUORUM
from sim.results import Results
from sim.scenario import EVERY, Scenario

YEAR, HALF_YEAR, QUARTER = 52, 26, 13
MONTH = YEAR / 12
START, STOP, TRIAL_WEEKS = 52, 156, 212  # of the trial of points: two years, then a year without
MEETINGS, MEETING_YEARS = 12, (2020, 2021, 2022)


def worlds(history: Scenario) -> dict[str, Scenario]:
    """The case's own history; the same community left alone; the same with points alone, which end."""
    alone = history.without(EVERY).but({"weeks": TRIAL_WEEKS})
    clock = alone.clock
    points: dict[str, date] = {"points.start": clock.date(START), "points.stop": clock.date(STOP)}
    return {"history": history, "cold": alone, "points": alone.but(points)}


def figures(results: Results) -> Mapping[str, float]:
    """What is kept of a run: only what the calibration targets and the constraints need.

    Windows without weeks give not a number: the trial of points has no year 2020, the history no end of points.
    """
    series, years = results.series, np.array(results.clock.years())
    weeks = np.arange(results.clock.weeks)
    active = series["active_4w"]
    fails, months = _elections(results)

    def mean(name: str, first: int, last: int) -> float:
        window = series[name][first:last]
        return float(window.mean()) if window.size else float("nan")

    in_meetings = np.isin(years, MEETING_YEARS)
    solved = series["matters_solved_by_units"] + series["matters_solved_by_party"]
    return {
        "active": mean("active_4w", HALF_YEAR, weeks.size),
        "active_last": mean("active_4w", -YEAR, weeks.size),
        "slope": float(np.polyfit(weeks[HALF_YEAR:] / YEAR, active[HALF_YEAR:], 1)[0]),
        "loaded": float((series["cadre_overload"] > 1).mean()),
        "organisations": float(series["organisations"][-1]),
        "second_year": mean("active_4w", START + YEAR, START + 2 * YEAR),
        "before_stop": mean("active_4w", STOP - QUARTER, STOP),
        "half_year_on": mean("active_4w", STOP + HALF_YEAR - 2, STOP + HALF_YEAR + 2),
        "year_on": mean("active_4w", STOP + YEAR - 4, STOP + YEAR + 4),
        "organisations_registered": float(series["organisations_registered"][-1]),
        "backbone_found": float(series["leaders_accepted"].sum()) if "leaders_accepted" in series else 0.0,
        "membership": mean("membership", -YEAR, weeks.size),
        "registered": mean("registered", -YEAR, weeks.size),
        "solved_per_meeting": float(solved[in_meetings].sum()) / MEETINGS,
        "redeemers": float(series["points_redeemers"][-1]) if "points_redeemers" in series else 0.0,
        "first_fails": fails,
        "committee_months": months,
    }


def _elections(results: Results) -> tuple[float, float]:
    """Share of first elections that failed, and months from the method's start until the median estate's committee.

    Estates without a committee have waited until the end.
    """
    settings = results.scenario.policies.get("selfmanage")
    if settings is None:
        return float("nan"), float("nan")
    clock = results.clock
    began = clock.week(settings.start or results.scenario.modules_start or clock.first)
    waited = np.full(results.scenario.community.estates, float(clock.weeks - began))
    first: dict[int, bool] = {}
    for event in results.events:
        told = getattr(event.text, "template", None)
        if told not in (ELECTED, NO_QUORUM, NO_MAJORITY):
            continue
        estate = int(event.text.values["estate"]) - 1  # type: ignore[attr-defined]  # a filled text
        first.setdefault(estate, told != ELECTED)
        if told == ELECTED:
            waited[estate] = min(waited[estate], event.week - began)
    return float(np.mean(list(first.values()))) if first else 0.0, float(np.median(waited)) / MONTH
