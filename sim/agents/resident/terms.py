"""The terms of a resident's decision, each a small function compiled into the kernels that use it.

They take numbers, not columns: handed whole columns, numba counts references in every turn of a loop.
"""

from __future__ import annotations

import numpy as np

from sim.kernel import inlined, kernel

ONE, HALF, ZERO = np.float32(1.0), np.float32(0.5), np.float32(0.0)


@inlined
def sigma(x: np.float32) -> np.float32:
    """The logistic function."""
    return ONE / (ONE + np.exp(-x))


@inlined
def share_active(near: int, near_total: int) -> np.float32:
    """Share of one's contacts who took part in the last four weeks, in points of closeness."""
    return np.float32(near) / np.float32(max(near_total, 1))


@kernel
def norm_felt(
    seen: np.float32,
    threshold: np.float32,
    satiable: bool,
    outside: int,
    costly: bool,
    needed: int,
    width: np.float32,
    satiety: np.float32,
) -> np.float32:
    """How far the personal threshold of active contacts is passed, 0–1 (Granovetter 1978, Centola 2018).

    Costly acts are not imitated before enough contacts outside the family take part. The satiable fall back when
    most others act; the unconditional (negative threshold) always feel the norm.
    """
    if threshold < ZERO:
        return ONE
    if costly and outside < needed:
        return ZERO
    felt = sigma((seen - threshold) / width)
    if satiable:
        felt *= ONE - max(seen - satiety, ZERO) / (ONE - satiety)
    return felt


@inlined
def available(spare: np.float32, hours: np.float32, scale: np.float32) -> np.float32:
    """Whether spare hours allow an act of some hours, 0–1: zero without spare hours."""
    return ONE - np.exp(-spare / (scale * hours))


@inlined
def drive(pressure: np.float32, reward: np.float32) -> np.float32:
    """External drive of an occasion, 0–1, from pressure and the reward that applies to it."""
    return ONE - (ONE - pressure) * (ONE - reward)


@inlined
def attention(
    notice: np.float32, fit: np.float32, least: np.float32, reward: np.float32, rewarded: np.float32
) -> np.float32:
    """How much an activity draws a resident's attention: more of a kind, a better fit, a reward one values."""
    return notice * (least + fit) * max(ONE + reward * rewarded, ZERO)


@kernel
def past_threshold(
    seen: np.float32,
    weight: np.float32,
    threshold: np.float32,
    satiable: bool,
    outside: int,
    costly: bool,
    needed: int,
    width: np.float32,
    satiety: np.float32,
) -> np.float32:
    """By how much active contacts pass the personal threshold, in logits: all that moves people under `thresholds`.

    `weight` is what their example counts. Costly acts and the satiable are as in `norm_felt`.
    """
    if costly and outside < needed:
        seen = ZERO
    if satiable:
        seen *= ONE - max(seen - satiety, ZERO) / (ONE - satiety)
    return (seen * weight - threshold) / width


@inlined
def added_effort(own: np.float32, extrinsic: np.float32, steepness: np.float32) -> np.float32:
    """What an extrinsic benefit adds to effort where its marginal cost is a power of effort, in logits.

    Effort e meets marginal benefit with marginal cost: e^steepness = own^steepness + extrinsic^steepness. Intrinsic and
    extrinsic benefit add up, and effort alone by one or the other is `own` or `extrinsic`.
    """
    if extrinsic <= ZERO:
        return ZERO
    return (own**steepness + extrinsic**steepness) ** (ONE / steepness) - own
