"""Costs of the arms of a comparison: by module and year, by who carries them, and for each gain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from sim.lab.comparison.persistence import ratio
from sim.lab.comparison.study import CREDIBLE, Study, paired
from sim.ledger import PAYER_AT, PAYERS
from sim.results import YEAR, Results
from sim.text import Text

if TYPE_CHECKING:
    import pandas as pd

Seeds = NDArray[np.float64]  # one number a seed
Verdict = Literal["known", "no gain", "loss", "one seed"]
VERDICTS: dict[Verdict, Text] = {
    "known": Text("", ""),
    "no gain": Text("undefined: the gain cannot be told from none", "无定义：增量与零无法区分"),
    "loss": Text("undefined: a loss, not a gain", "无定义：不增反减"),
    "one seed": Text("undefined: one seed does not show whether there is a gain", "无定义：单一种子看不出有无增量"),
}


@dataclass(frozen=True)
class Gain:
    """A gain whose cost is told.

    Attributes
    ----------
    measure : str
    people : bool
        Whether the measure is a share of residents, so that the gain is counted in people over years.
    label : Text
        One of it, as in "yuan for each …".
    """

    measure: str
    people: bool
    label: Text


GAINS: dict[str, Gain] = {
    "participant": Gain(
        "active_4w",
        True,
        Text("added participant (active in four weeks), for a year", "新增一名参与者（四周内活跃）一年"),
    ),
    "together": Gain(
        "together", True, Text("added resident at the stage “together”, for a year", "新增一名“共同干”居民一年")
    ),
    "hour": Gain("volunteer_hours", False, Text("added hour given by residents", "新增一小时居民投入")),
}
COSTS: dict[str, Text] = {
    "yuan": Text("yuan", "元"),
    "cadre_hours": Text("booked cadre hours", "占用的干部工时（小时）"),
}
CARRIERS: dict[str, Text] = {
    **{payer: Text(f"{label.en}, yuan", f"{label.zh}（元）") for payer, label in PAYERS.items()},
    "cadre_hours": Text("cadres, hours booked", "干部（占用工时）"),
    "volunteer_hours": Text("residents, hours given", "居民（投入工时）"),
}


def by_year(study: Study) -> pd.DataFrame:
    """Yuan by payer and cadre hours of every module and calendar year, means over seeds.

    Columns: `arm`, `module`, `year`, the payers, `cadre_hours`.
    """
    import pandas as pd

    parts = []
    for arm, runs in study.results.items():
        tables = [run.costs().set_index(["module", "year"]) for run in runs]
        mean = sum(tables[1:], tables[0]) / len(tables)
        parts.append(mean.reset_index().assign(arm=arm))
    return pd.concat(parts, ignore_index=True)[["arm", "module", "year", *PAYERS, "cadre_hours"]]


def costs_by_carrier(study: Study) -> pd.DataFrame:
    """The costs of each arm by who carries them, over the whole run and beside the first arm.

    One row for each arm and carrier: payers in yuan, cadres in booked hours, residents in hours given. Columns: `arm`,
    `carrier`, and those of `paired`; the first arm is compared with itself.
    """
    import pandas as pd

    rows = []
    for arm in study.arms:
        for carrier in CARRIERS:
            own, base = (_borne(study, one, carrier) for one in (arm, study.baseline))
            rows.append({"arm": arm, "carrier": carrier, **paired(own, base, over_draws=bool(study.draws))})
    return pd.DataFrame(rows)


def per_gain(study: Study) -> pd.DataFrame:
    """The cost of one more of each gain, every arm beside the first, over the whole run.

    Columns: `arm`, `gain`, `added` with `added_low` and `added_high` (people times years, or hours), `cost`, `spent`
    (in all, beside the first arm), `each` with `low` and `high`, `verdict`. A ratio is not a number unless the interval
    of the gain leaves out zero. Its own interval is Fieller's, which is finite in just these cases; with draws of a
    posterior it is the middle 90% of the draws' own ratios.
    """
    import pandas as pd

    return pd.DataFrame(row for arm in study.arms if arm != study.baseline for row in _ratios(study, arm))


def _ratios(study: Study, arm: str) -> Iterator[dict[str, object]]:
    over = bool(study.draws)
    for name, gain in GAINS.items():
        added = _amount(study, arm, gain) - _amount(study, study.baseline, gain)
        effect = paired(added, np.zeros(added.size), over_draws=over)
        verdict = _verdict(effect["low"], effect["high"])
        for cost in COSTS:
            spent = _spent(study, arm, cost) - _spent(study, study.baseline, cost)
            each, low, high = float("nan"), float("nan"), float("nan")
            if verdict == "known":
                each, low, high = _over_draws(spent, added) if over else ratio(spent, added)
            yield {
                "arm": arm, "gain": name, "added": effect["difference"], "added_low": effect["low"],
                "added_high": effect["high"], "cost": cost, "spent": float(spent.mean()), "each": each, "low": low,
                "high": high, "verdict": verdict,
            }  # fmt: skip


def _verdict(low: float, high: float) -> Verdict:
    if np.isnan(low):
        return "one seed"
    return "known" if low > 0 else "loss" if high < 0 else "no gain"


def _over_draws(spent: Seeds, added: Seeds) -> tuple[float, float, float]:
    """The ratio of means, and the middle 90% of ratios; the few draws that gain nothing cost without limit."""
    gained = added > 0
    ratios = np.where(gained, spent / np.where(gained, added, 1.0), np.inf)
    low = float(np.quantile(ratios, (1 - CREDIBLE) / 2, method="higher"))
    high = float(np.quantile(ratios, (1 + CREDIBLE) / 2, method="lower"))
    return float(spent.mean() / added.mean()), low, high


def _amount(study: Study, arm: str, gain: Gain) -> Seeds:
    """How much there is of what an arm may add to: people times years, or hours."""
    return np.array(
        [_people_years(run, gain.measure) if gain.people else run.value(gain.measure) for run in study.results[arm]]
    )


def _people_years(run: Results, measure: str) -> float:
    """A share of residents aged 12+, as people (of whom there are as many as at the end) times years."""
    return float(run.series[measure].sum()) / YEAR * float(run.residents["counted"].sum())


def _spent(study: Study, arm: str, cost: str) -> Seeds:
    return np.array([(run.yuan if cost == "yuan" else run.booked_hours).sum() for run in study.results[arm]])


def _borne(study: Study, arm: str, carrier: str) -> Seeds:
    if carrier in PAYERS:
        return np.array([run.yuan[:, :, PAYER_AT[carrier]].sum() for run in study.results[arm]])
    return _spent(study, arm, carrier) if carrier in COSTS else study.values(carrier)[arm]
