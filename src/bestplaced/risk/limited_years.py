"""A party's year under yearly limits: the exact law, and what limits change in simulated years.

An account that is limited, and that nothing flows into, is exact: `min(S, A)` (`party_laws`). What
the excess does to others depends on joint years, which only scenarios have. There the year without
limits is the control: as far as both go together, the exact figure without limits corrects the
simulated one with them (so a limit that never bites changes nothing, however few the years).
"""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.risk import estimates
from bestplaced.risk.estimates import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from bestplaced.risk.party_laws import YearFigures

    Array = NDArray[np.float64]

BATCHES = 20  # of the years, for standard errors


def average(paid: Array) -> float:
    """Return the mean of a year; of ones and zeros, the share of years."""
    return float(paid.mean())


SIMULATED: dict[str, Callable[[Array], float]] = {
    "median": lambda paid: estimates.quantile(paid, 0.5).value,
    "q95": lambda paid: estimates.quantile(paid, 0.95).value,
    "q99": lambda paid: estimates.quantile(paid, 0.99).value,
    "cvar95": lambda paid: estimates.cvar(paid, 0.95).value,
    "cvar99": lambda paid: estimates.cvar(paid, 0.99).value,
    "p_zero": lambda paid: float((paid == 0).mean()),
    "std": lambda paid: float(paid.std()),
}

RISING = {
    "mean": (),
    "median": (),
    "q95": ("median",),
    "q99": ("q95",),
    "cvar95": ("q95",),
    "cvar99": ("q99", "cvar95"),
    "p_zero": (),
    "std": (),
}
"""Figures, each with those that it is never below."""


def limited_figures(
    exact: YearFigures, free: Array, held: Array, most: float = math.inf
) -> YearFigures:
    """Return the figures of a year under limits, each with its standard error in ``errors``.

    ``exact`` are those without; ``free`` and ``held`` what the account pays in the same simulated
    years without the limits and with them, shape (years,), money; ``most`` what it can pay in
    a year at all.
    """
    known = asdict(exact)
    # Means move one for one, so that what parties pay adds up to the losses but for bounds met.
    moved = {"mean": changed(average, free, held)}
    found = {"mean": known["mean"] + moved["mean"].value}
    for name, figure in SIMULATED.items():
        moved[name], trust = _controlled(figure, free, held)
        found[name] = moved[name].value + trust * known[name]
    highest = {"p_zero": 1.0}
    for name, least in RISING.items():
        low = max((found[other] for other in least), default=0.0)
        found[name] = min(max(found[name], low), highest.get(name, most))
    errors = {name: estimate.error for name, estimate in moved.items()}
    return replace(exact, **found, method="lattice + scenarios", errors=errors)


def _controlled(
    figure: Callable[[Array], float], free: Array, held: Array
) -> tuple[Estimate, float]:
    """Return what to add to ``trust`` times the exact figure without limits, and the trust.

    Trust is how far the two go together from batch to batch: 1 where the limits change little, 0
    where they decide all (regression on a control variate).
    """
    if np.array_equal(free, held):
        return Estimate(0.0, 0.0), 1.0
    if held.size < 2 * BATCHES:
        return Estimate(figure(held), 0.0), 0.0
    batches = zip(np.array_split(held, BATCHES), np.array_split(free, BATCHES), strict=True)
    table = np.array([(figure(with_), figure(without)) for with_, without in batches]).T
    both = np.cov(table)
    trust = min(max(float(both[0, 1] / both[1, 1]), 0.0), 1.0) if both[1, 1] > 0 else 0.0
    error = float((table[0] - trust * table[1]).std(ddof=1)) / BATCHES**0.5
    return Estimate(figure(held) - trust * figure(free), error), trust


def changed(figure: Callable[[Array], float], free: Array, held: Array) -> Estimate:
    """Return what limits change in a figure, and its error from batches of years."""
    value = figure(held) - figure(free)
    if held.size < 2 * BATCHES or not value:
        return Estimate(value, 0.0)
    batches = zip(np.array_split(held, BATCHES), np.array_split(free, BATCHES), strict=True)
    spread = np.array([figure(with_) - figure(without) for with_, without in batches])
    return Estimate(value, float(spread.std(ddof=1)) / BATCHES**0.5)
