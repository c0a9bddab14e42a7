"""What those in charge know of open matters."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray


class KnownMatters(NamedTuple):
    """Open matters on the books, one entry each.

    Attributes
    ----------
    row : int64 · kind : int8, index into `MATTERS` · estate : int32 · age : int32, weeks · hours_left : float32
    address : int64, of draws about it
    """

    row: NDArray[np.int64]
    kind: NDArray[np.int8]
    estate: NDArray[np.int32]
    age: NDArray[np.int32]
    hours_left: NDArray[np.float32]
    address: NDArray[np.int64]

    def only(self, which: NDArray[np.bool_] | NDArray[np.integer]) -> KnownMatters:
        """Some of the known matters."""
        return KnownMatters(*cast(Any, (column[which] for column in self)))
