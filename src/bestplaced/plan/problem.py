"""The problem of F9 as arrays: everything the formulation needs, nothing it must look up.

Axes: R responsibilities, P performers, Q parties, E hand-offs. Money a year, hours a year.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from bestplaced.plan.quotes import Quote

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class PairRow:
    """One duty pair (a, b): ``charge`` money a year per performer holding both; hard forbids."""

    name: str
    first: int
    second: int
    hard: bool
    charge: Array


@dataclass(frozen=True)
class Swing:
    """``weight · load²``: what swings together costs one party beyond the single prices (F4).

    The load is linear in what is placed: ``cells`` (R, P), ``pairs`` (soft pairs in their order,
    P) for each performer holding both, ``party`` (Q,) for using a party, ``edge`` for each
    hand-off between parties. ``weight`` is 1 / money, loads are money.
    """

    name: str
    weight: float
    cells: Array
    pairs: Array
    party: Array
    edge: float


@dataclass(frozen=True)
class Option:
    """Other terms of one portion of risk with one performer: what they add to the default's.

    ``price`` money a year; ``loads`` (swings,) money.
    """

    portion: int
    risk: str
    responsibility: int
    performer: int
    terms: int
    price: float
    loads: Array


@dataclass(frozen=True)
class TailCut:
    """``rest + Σ coefficients · columns``: never above a party's worst year, in money (F9).

    ``cells`` (R, P), ``options`` (options,), ``pairs`` (soft pairs, P), ``party`` (Q,), ``edges``
    (E,) by hand-off.
    """

    party_name: str
    cells: Array
    options: Array
    pairs: Array
    party: Array
    edges: Array
    rest: float


@dataclass(frozen=True)
class Problem:
    """A placement problem.

    ``eligible`` (R, P); ``cost`` (R, P) money for placing r with p: labour at the hour's cost,
    transition, price of risk; ``hours`` (R, P); ``value`` (R, P) of better decisions, capped in
    sum at ``value_cap``; ``touches`` (R,) per day.

    Per performer (P,): ``party`` index; ``capacity`` hours (unstepped); ``step_hours`` (0 without
    steps), ``step_cost`` net of the worth of its hours, ``steps_min``, ``steps_max``;
    ``lost_cost`` money per lost hour; ``lost_per_switch`` hours a year per switch a day;
    ``lost_ceiling`` hours.

    ``party_cost`` (Q,) for using a party; ``edges`` (E, 2) and ``edge_cost`` (E,) for hand-offs
    between parties; ``nobody`` marks performers that are no party at a hand-off.
    ``together`` are sets of responsibilities that lie with one party; ``rests`` are pairs (before,
    after) of which the first is not left undone while the second is done. ``swings`` are convex
    in the placements, and added to the program by tangents. ``quotes`` are offers.
    in the placements, and added to the program by tangents.

    Where the worst years of parties are limited, ``limits`` are party -> money a year, ``tails``
    the tangents known so far, ``options`` the other terms to choose from; ``least`` asks for the
    least worst year that any plan reaches instead of the least cost.
    """

    responsibilities: tuple[str, ...]
    performers: tuple[str, ...]
    parties: tuple[str, ...]
    eligible: Bools
    cost: Array
    hours: Array
    value: Array
    value_cap: float
    touches: Array
    party: NDArray[np.intp]
    nobody: Bools
    capacity: Array
    step_hours: Array
    step_cost: Array
    steps_min: Array
    steps_max: Array
    lost_cost: Array
    lost_per_switch: Array
    lost_ceiling: Array
    party_cost: Array
    edges: NDArray[np.intp]
    edge_cost: Array
    pairs: tuple[PairRow, ...] = ()
    together: tuple[tuple[int, ...], ...] = ()
    rests: tuple[tuple[int, int], ...] = ()
    swings: tuple[Swing, ...] = ()
    quotes: tuple[Quote, ...] = ()
    options: tuple[Option, ...] = ()
    tails: tuple[TailCut, ...] = ()
    limits: Mapping[str, float] = field(default_factory=dict)
    least: bool = False


_PRICED = ("cost", "hours", "value", "step_cost", "lost_cost", "party_cost", "edge_cost")


def between(one: Problem, other: Problem, share: float) -> Problem:
    """Return the problem at a share of the way between two that differ in figures only.

    Figures are taken as straight lines, charges of pairs and offers stay those of the first: a
    guess of what lies between, to be confirmed.
    """

    def at(a: Array, b: Array) -> Array:
        return a + share * (b - a)

    swings = tuple(
        replace(a, weight=a.weight + share * (b.weight - a.weight), cells=at(a.cells, b.cells))
        for a, b in zip(one.swings, other.swings, strict=True)
    )
    lines: dict[str, Any] = {name: at(getattr(one, name), getattr(other, name)) for name in _PRICED}
    return replace(one, swings=swings, **lines)
