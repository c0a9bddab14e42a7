"""Make the golden runs anew, and say why.

A golden run is a frozen small scenario with its yearly values, kept in `tests/runs/golden/`; the tests compare today's
model with it. When a change of the model is meant, this command stores the new values with the reason and the date.

    python docs/tools/golden.py                    # show what has changed
    python docs/tools/golden.py --reason "why"     # and store it
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sim.files import write_whole
from sim.scenario import Scenario
from sim.simulation import run

FOLDER = Path(__file__).parents[2] / "tests" / "runs" / "golden"
SEED = 1
NINE_DIGITS = 1e-9

# A tenth of the case, with a livelier office than it has, for two and a half years
SMALL: dict[str, object] = {
    "community.residents": 1430,
    "community.households": 511,
    "community.party_members": 24,
    "community.ages.infants": 17,
    "community.ages.children": 90,
    "community.ages.teens": 90,
    "community.ages.young": 470,
    "community.ages.elders": 235,
    "community.units.units": 3,
    "office.staff": 4,
    "office.tasks": 4.0,
    "office.activities": 3.0,
    "weeks": 130,
}
EAGER: dict[str, object] = {"points.dose": 1.0, "points.signing_up": 0.03, "points.reminder": 0.3}
SCENARIOS: dict[str, dict[str, object]] = {
    "cold": {},
    "points": {"points.dose": 1.0},
    "points_recognition_withdrawn": {
        **EAGER,
        "points.reward": "recognition",
        "points.rules": "residents",
        "points.display": "deeds",
        "points.start": date(2015, 3, 2),
        "points.stop": date(2016, 6, 6),
    },
    "points_of_the_estate": {**EAGER, "points.pooled": "estate", "points.facility_price": 40},
    "everything": {
        "points.dose": 1.0,
        "leaders.start": date(2015, 3, 2),
        "incubation.start": date(2015, 3, 2),
        "incubation.opening": 0.5,
        "selfmanage.start": date(2015, 6, 1),
        "selfmanage.quorum": 0.55,
        "services.start": date(2015, 3, 2),
        "party.start": date(2016, 1, 4),
    },
}
MEASURES = (
    "participation", "active_4w", "bystander", "told_to", "want_to", "together", "told_to_unless",
    "unasked", "unwilling", "uptake", "registered", "residents", "volunteer_hours", "motivation", "trust", "belonging",
    "collective_efficacy", "matters_arrived", "matters_solved", "matters_solved_by_residents", "matters_open",
    "waiting_weeks", "cadre_hours", "cadre_overload", "cost_yuan", "points_enrolled", "points_issued",
    "points_redeemed", "points_expired",
)  # fmt: skip
# What only a scenario with these modules has, or moves
BESIDES: dict[str, tuple[str, ...]] = {
    "everything": (
        "membership", "membership_active", "organisations", "organisations_registered", "backbone", "backbone_ever",
        "disputes_resolved", "incubation_step_2", "leaders_on_file", "leaders_in_posts", "party_orders",
        "party_pledged", "party_space", "services_meals", "services_after_school_ever", "services_coverage",
        "selfmanage_elections", "selfmanage_quality",
    ),
}  # fmt: skip

Values = dict[str, dict[str, float]]


class Difference(NamedTuple):
    """A value that is not what it was; None where there is none."""

    scenario: str
    measure: str
    year: str
    golden: float | None
    now: float | None


def changes(name: str) -> dict[str, object]:
    """What makes the scenario differ from the default, as a file holds it."""
    return dict(json.loads(json.dumps({**SMALL, **SCENARIOS[name]}, default=str)))


def measured(name: str) -> Values:
    """Today's yearly values of a scenario, by measure."""
    results = run(Scenario().but({**SMALL, **SCENARIOS[name]}), SEED)
    return {
        measure: {str(year): value for year, value in results.yearly(measure).items()}
        for measure in (*MEASURES, *BESIDES.get(name, ()))
        if measure in results.measures or not measure.startswith("points_")
    }


def differences(scenario: str, golden: Values, now: Values) -> list[Difference]:
    """Key by key, whichever side has it."""
    found = []
    for measure in {**golden, **now}:
        old, new = golden.get(measure, {}), now.get(measure, {})
        for year in {**old, **new}:
            one, other = old.get(year), new.get(year)
            if one is None or other is None or not math.isclose(one, other, rel_tol=NINE_DIGITS):
                found.append(Difference(scenario, measure, year, one, other))
    return found


def readable(rows: Iterable[Difference]) -> list[str]:
    """A table, one line a difference."""
    lines: list[tuple[str, ...]] = [("scenario", "measure", "year", "golden", "now", "change")]
    lines += [(*row[:3], *(_number(value) for value in row[3:]), _change(row.golden, row.now)) for row in rows]
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.10g}"


def _change(golden: float | None, now: float | None) -> str:
    if now is None:
        return "gone"
    return f"{100 * (now / golden - 1):+.3g}%" if golden else "new"


def renew(names: Iterable[str], reason: str, day: str, folder: Path = FOLDER) -> list[str]:
    """Store today's values of those that changed, with one more reason; returns their names."""
    changed = []
    for name in names:
        path = folder / f"{name}.json"
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        now = measured(name)
        fresh = {
            "changes": changes(name),
            "seed": SEED,
            "history": [*kept.get("history", []), {"date": day, "reason": reason}],
            "values": now,
        }
        same_question = all(kept.get(key) == fresh[key] for key in ("changes", "seed"))
        if not same_question or differences(name, kept["values"], now):
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, json.dumps(fresh, ensure_ascii=False, indent=1) + "\n")
            changed.append(name)
    return changed


def main(given: list[str] | None = None) -> None:
    """Show what has changed; store it if a reason is given."""
    parser = argparse.ArgumentParser(description="Make the golden runs anew, and say why.")
    parser.add_argument("--reason", help="why they change, in a sentence; without it nothing is stored")
    reason = parser.parse_args(given).reason
    if reason is not None and not reason.strip():
        parser.error("--reason: say why, in a sentence")
    found = []
    for name in SCENARIOS:
        path = FOLDER / f"{name}.json"
        kept = json.loads(path.read_text(encoding="utf-8"))["values"] if path.exists() else {}
        found += differences(name, kept, measured(name))
    print("\n".join(readable(found)) if found else "Nothing has changed.")
    if reason is not None:
        changed = renew(SCENARIOS, reason.strip(), date.today().isoformat())
        print(f"stored: {', '.join(changed) or 'nothing'}")
        for path in FOLDER.glob("*.json"):
            if path.stem not in SCENARIOS:
                path.unlink()
                print(f"removed: {path.name}")
    elif found:
        sys.exit(1)


if __name__ == "__main__":
    main()
