"""Dependence (F4) between two states: each part of a load in today's state or in the plan's.

A square of a sum belongs to all its parts. So each part of a load turns with the benefit that its
own price belongs to, the square is taken of what results, and the Shapley value does the rest.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.loads import CROSSING, PAIR, USE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from bestplaced.case.business import Case
    from bestplaced.plan import Account
    from bestplaced.plan.loads import Part
    from bestplaced.risk import RiskTags

    Array = NDArray[np.float64]
    Sums = dict[tuple[int, str], tuple[float, float]]
    """(index of the account, benefit) -> load, and squares to take off the square of the sum."""


class SwitchedSwings:
    """The swings of two accounts; what turns with each benefit can be turned alone."""

    def __init__(
        self,
        case: Case,
        accounts: Sequence[Account],
        skilled: Sequence[RiskTags | None],
        switch_of: Callable[[str, str], str],
    ) -> None:
        """Add loads up by group or shock, bearer, account and benefit.

        What under-skill adds to a load turns with staffing.
        """
        self.weight: dict[tuple[str, str], float] = {}
        self.sums: dict[tuple[str, str], Sums] = {}
        for i, (account, tags) in enumerate(zip(accounts, skilled, strict=True)):
            able = _able_loads(case, account, tags)
            for swings in account.swings:
                key = (swings.name, swings.bearer)
                self.weight[key] = swings.weight
                sums, (loads, crossed) = self.sums.setdefault(key, {}), able.get(key, ({}, False))
                for part, load in swings.loads.items():
                    apart = swings.apart.get(part, 0.0)
                    least = load, apart
                    if part in loads:
                        least = loads[part], loads[part] ** 2 if crossed else 0.0
                    _add(sums, (i, _benefit(part, switch_of)), *least)
                    _add(sums, (i, "staffing"), load - least[0], apart - least[1])

    def charge(self, on: Mapping[str, bool]) -> float:
        """Return the charge with the switched-on benefits' parts in the plan's state."""
        benefits, weights, table = self._table
        states = [int(on[benefit]) for benefit in benefits]
        load, apart = table[states, np.arange(len(benefits))].sum(axis=0)
        return float(weights @ (load**2 - apart))

    @cached_property
    def _table(self) -> tuple[list[str], Array, Array]:
        """Benefits, weights (keys,), and loads and squares (states, benefits, 2, keys)."""
        benefits = sorted({b for sums in self.sums.values() for _, b in sums})
        table = np.zeros((2, len(benefits), 2, len(self.weight)))
        for k, key in enumerate(self.weight):
            for (i, benefit), sums in self.sums[key].items():
                table[i, benefits.index(benefit), :, k] = sums
        return benefits, np.array(list(self.weight.values()), float), table


def _add(sums: Sums, key: tuple[int, str], load: float, apart: float) -> None:
    before = sums.get(key, (0.0, 0.0))
    sums[key] = (before[0] + load, before[1] + apart)


def _benefit(part: Part, switch_of: Callable[[str, str], str]) -> str:
    """Return the benefit that a part of a load turns with."""
    if part[0] == PAIR:
        return "objectivity"
    return "risk_relief" if part[0] in {USE, CROSSING} else switch_of(*part)


def _able_loads(
    case: Case, account: Account, tags: RiskTags | None
) -> dict[tuple[str, str], tuple[dict[Part, float], bool]]:
    """Return the loads of placed work if everybody had all skill; nothing where all have.

    By group or shock and bearer, and whether each one's own square is taken off again.
    """
    if tags is None:
        return {}
    column = {name: j for j, name in enumerate(case.performers)}
    parts: list[Part] = [(part.risk, part.responsibility) for part in tags.portions]
    held = [column[account.placements[r]] for _, r in parts]
    found = {}
    for square in tags.squares:
        loads = square.portions[np.arange(len(parts)), held].tolist()
        found[square.name, square.bearer] = dict(zip(parts, loads, strict=True)), square.crossed
    return found
