"""Dependence (F4) between two states: each part of a load in today's state or in the plan's.

A square of a sum belongs to all its parts. So each part of a load turns with the benefit that its
own price belongs to, the square is taken of what results, and the Shapley value does the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.plan.loads import CROSSING, PAIR, USE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bestplaced.case.business import Case
    from bestplaced.plan import Account
    from bestplaced.plan.loads import Part
    from bestplaced.risk import RiskTags

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
                sums = self.sums.setdefault(key, {})
                for part, load in swings.loads.items():
                    apart = swings.apart.get(part, 0.0)
                    least = able.get((*key, part), (load, apart))
                    _add(sums, (i, _benefit(part, switch_of)), *least)
                    _add(sums, (i, "staffing"), load - least[0], apart - least[1])

    def charge(self, on: Mapping[str, bool]) -> float:
        """Return the charge with the switched-on benefits' parts in the plan's state."""
        total = 0.0
        for key, weight in self.weight.items():
            mine = [s for (i, benefit), s in self.sums[key].items() if i == on[benefit]]
            load, apart = sum(s[0] for s in mine), sum(s[1] for s in mine)
            total += weight * (load**2 - apart)
        return total


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
) -> dict[tuple[str, str, Part], tuple[float, float]]:
    """Return the loads of placed work if everybody had all skill; nothing where all have."""
    if tags is None:
        return {}
    column = {name: j for j, name in enumerate(case.performers)}
    found = {}
    for square in tags.squares:
        for i, part in enumerate(tags.portions):
            load = float(square.portions[i, column[account.placements[part.responsibility]]])
            key = (square.name, square.bearer, (part.risk, part.responsibility))
            found[key] = (load, load**2 if square.crossed else 0.0)
    return found
