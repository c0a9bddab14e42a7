"""The wire: what a picture holds, as versioned bytes, and words in both languages; see docs/app-protocol.md."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.columns import BYSTANDER, NOT_COUNTED, STAGES
from sim.ledger import Event
from sim.policies import policies
from sim.text import Text

MAGIC, VERSION = b"GT", 1
HEAD = struct.Struct("<2sBBI")  # magic, version, worlds, length of the header
DIFFERS = 8  # added to the byte of somebody who lives differently in the second world
AWAY, YOUNG = 0, 5  # of a resident's byte: does not live here; lives here and is not counted yet


def json_of(message: Mapping[str, Any]) -> str:
    """A message as the wire has it. Half a character, which no frame can hold, becomes a question mark.

    What comes in is checked; this is for what nobody thought of: one bad name is no reason to fall silent.
    """
    said = json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return said.encode(errors="replace").decode()


def picture(header: Mapping[str, Any], dots: Sequence[NDArray[np.uint8]]) -> bytes:
    """One picture: the head, a JSON header, and a byte for each resident of each world."""
    said = json_of(header).encode()
    return b"".join((HEAD.pack(MAGIC, VERSION, len(dots), len(said)), said, *(one.tobytes() for one in dots)))


def dots(
    stage: NDArray[np.uint8], able: NDArray[np.bool_], here: NDArray[np.bool_], differs: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """A byte for each resident: 0 away, 1 plus the stage, 5 below the age of 12; and whether the worlds differ.

    Before the first week nobody has a stage yet: whoever is old enough looks on.
    """
    shown = np.where(able, np.where(stage == NOT_COUNTED, BYSTANDER, stage) + 1, YOUNG).astype(np.uint8)
    shown[~here] = AWAY
    return (shown + DIFFERS * differs).astype(np.uint8)


def shares(stage: NDArray[np.uint8], grid: NDArray[np.int32], grids: int) -> list[list[float]]:
    """Share of each stage among the residents of each grid."""
    kinds = len(STAGES)
    counted = stage != NOT_COUNTED
    cells = grid[counted].astype(np.int64) * kinds + stage[counted]
    number = np.bincount(cells, minlength=grids * kinds).reshape(grids, kinds)
    return rounded(number / np.maximum(number.sum(axis=1, keepdims=True), 1))


def rounded(values: NDArray[np.floating]) -> Any:
    """Numbers as JSON has them, to six significant digits: a screen shows no more."""
    flat = [float(f"{value:.6g}") for value in values.ravel().tolist()]
    return np.array(flat, dtype=object).reshape(values.shape).tolist()


def base64_of(array: NDArray[np.integer], kind: type[np.unsignedinteger]) -> str:
    """Whole numbers of an array as the bytes of a kind, little-endian, as text.

    Raises
    ------
    OverflowError
        If one of them is none of this kind: it would be another number on the page.
    """
    sent = array.astype(np.dtype(kind).newbyteorder("<"))
    if not np.array_equal(sent, array):
        raise OverflowError(f"{array.min()} to {array.max()} is more than {np.dtype(kind)} holds")
    return base64.b64encode(sent.tobytes()).decode()


def both(text: Text) -> dict[str, str]:
    """A text in both languages."""
    return {"en": text.en, "zh": text.zh}


def event_data(event: Event) -> dict[str, Any]:
    """An event of the chronicle; week counted from 0."""
    module = policies().get(event.module)
    return {
        "week": event.week,
        "kind": event.module,
        "label": both(event.text),
        "grid": event.grid,
        "major": module is not None and event.template in module.major,
    }
