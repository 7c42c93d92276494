"""F4: the price of a yearly loss to a party, and F5: the share both sides are best off with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def compound_price(frequency: Array, mean: Array, square: Array, tolerance: Array | float) -> Array:
    """Return ``λ E[X] + λ E[X²] / (2 τ)``, money a year (F4, compound Poisson).

    ``frequency`` events a year; ``mean`` money and ``square`` money² per event; ``tolerance`` > 0.
    """
    return frequency * (mean + square / (2.0 * np.asarray(tolerance)))


def best_share(
    provider_care: Array,
    business_care: Array,
    variance: Array,
    provider_tolerance: Array,
    business_tolerance: float,
) -> Array:
    """Return ``s* = (I_p + V/τ_c) / (I_p + I_c + V/τ_p + V/τ_c)`` (F5), in [0, 1].

    ``provider_care`` and ``business_care`` are the yearly losses each side's care avoids (money a
    year); ``variance`` is that of the yearly loss (money²). Without care this is Borch's rule
    ``τ_p / (τ_p + τ_c)``; without any loss the share is 0.
    """
    swing_provider = variance / provider_tolerance
    swing_business = variance / business_tolerance
    total = provider_care + business_care + swing_provider + swing_business
    return np.where(total > 0, (provider_care + swing_business) / np.maximum(total, 1e-300), 0.0)
