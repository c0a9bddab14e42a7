"""The units inside the community: agencies, schools, banks, shops, with what they could give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.community.settings import CommunitySettings
from sim.rng import Streams
from sim.text import Text

UNIT_KINDS = {
    "agency": Text("government agency", "机关单位"),
    "school": Text("school", "学校"),
    "bank": Text("bank", "银行"),
    "hospital": Text("hospital", "医院"),
    "firm": Text("firm", "企业"),
    "shop": Text("shop", "商户"),
    "property": Text("property company", "物业公司"),
}
KIND_SHARES = (0.2, 0.1, 0.1, 0.05, 0.25, 0.22, 0.08)


@dataclass(frozen=True)
class Units:
    """Units of the community, one row each.

    Attributes
    ----------
    kind : int8, index into `UNIT_KINDS` · grid : int32
    idle_space : float32, m² · funds : float32, yuan a year · hours : float32, volunteer hours a week
    goodwill : float32, 0–1
    """

    kind: NDArray[np.int8]
    grid: NDArray[np.int32]
    idle_space: NDArray[np.float32]
    funds: NDArray[np.float32]
    hours: NDArray[np.float32]
    goodwill: NDArray[np.float32]


def build_units(settings: CommunitySettings, streams: Streams) -> Units:
    """Draw the units; sums and space are lognormal around their medians."""
    rng = streams.generator("units")
    wanted = settings.units
    count = wanted.units

    def around(median: float) -> NDArray[np.float32]:
        return (median * rng.lognormal(0.0, wanted.spread, count)).astype(np.float32)

    return Units(
        kind=rng.choice(len(UNIT_KINDS), count, p=KIND_SHARES).astype(np.int8),
        grid=rng.integers(0, settings.grids, count).astype(np.int32),
        idle_space=around(wanted.idle_space),
        funds=around(wanted.funds),
        hours=around(wanted.hours),
        goodwill=rng.beta(5 * wanted.goodwill, 5 * (1 - wanted.goodwill), count).astype(np.float32),
    )
