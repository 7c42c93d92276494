"""Draws of the uncertain inputs, with common random numbers (F12).

Each input has a stream of its own, keyed by the seed and its name, so that adding an input or
more draws leaves every other number as it was.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv, ndtri

from bestplaced.risk.severity import Z95

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bestplaced.plan.inputs import Input

    Array = NDArray[np.float64]


def uniforms(name: str, count: int, seed: int) -> Array:
    """Return the first ``count`` numbers of the stream of one input, in (0, 1)."""
    key = int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:16], "little")
    stream = np.random.Generator(np.random.Philox(key=key))
    return np.clip(stream.random(count), 1e-12, 1 - 1e-12)


def quantiles(entry: Input, shares: Array) -> Array:
    """Return the values below which these shares of an input's law lie, in its unit.

    PERT: a beta law on [low, high] with shapes ``1 + 4 (mode - low) / (high - low)`` and
    ``1 + 4 (high - mode) / (high - low)``. Lognormal: 5 and 95 % points at low and high.
    """
    if entry.law == "pert":
        rise = 4 * (entry.mode - entry.low) / entry.width
        return entry.low + entry.width * np.asarray(betaincinv(1 + rise, 5 - rise, shares))
    middle = np.sqrt(entry.low * entry.high)
    sigma = np.log(entry.high / entry.low) / (2 * Z95)
    return np.asarray(middle * np.exp(sigma * ndtri(shares)))


def draw_values(inputs: Sequence[Input], count: int, seed: int = 0) -> Array:
    """Return values of every input in every draw, shape (count, inputs)."""
    table = np.empty((count, len(inputs)))
    for j, entry in enumerate(inputs):
        table[:, j] = quantiles(entry, uniforms(entry.name, count, seed))
    return table
