"""What an option costs as one driver's volume changes, placements as solved: exact, in pieces (F8).

Fee, hours at every desk, paid steps and overtime follow the volume; hand-offs, transition and
switching stay at the usual volume.
"""

from __future__ import annotations

import math
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from bestplaced.effort import hours
from bestplaced.fees import Usage, crossings, usage_of, yearly_cost
from bestplaced.fees.crossover import bends, by_workload, depends_on, kinks

if TYPE_CHECKING:
    from bestplaced.case.business import Case, Performer
    from bestplaced.fees import Crossing
    from bestplaced.plan.verify import Account

_ROUNDING = Fraction(1, 10**9)  # steps are counted as `bestplaced.effort.labour` does


class CostByVolume:
    """Cost a year of one account as a function of one driver's volume."""

    def __init__(self, case: Case, account: Account, driver: str) -> None:
        """Find each responsibility's hours a unit of the driver."""
        self.case, self.account, self.driver = case, account, driver
        self.usual = Fraction(case.volumes[driver])
        more = case.model_copy(
            update={"volumes": {**case.volumes, driver: 2 * case.volumes[driver]}}
        )
        before, after = hours(case), hours(more)
        column = {p: j for j, p in enumerate(case.performers)}
        self.slope: dict[str, Fraction] = {}
        for i, (r, p) in enumerate(account.placements.items()):
            rise = Fraction(float(after[i, column[p]] - before[i, column[p]]))
            self.slope[r] = rise / self.usual if self.usual else Fraction(0)
        self.constant = Fraction(0)
        self.constant = Fraction(account.cost) - self(self.usual)

    def __call__(self, volume: Fraction) -> Fraction:
        """Return the cost a year at a volume a year."""
        spent = {
            r: Fraction(self.account.hours[r]) + rise * (volume - self.usual)
            for r, rise in self.slope.items()
        }
        loads: dict[str, Fraction] = defaultdict(Fraction)
        for r, p in self.account.placements.items():
            if r not in self.account.under_offer:
                loads[p] += spent[r]
        people = self.case.performers
        desks = sum((self._person(people[p], loads[p]) for p in people), Fraction(0))
        return self.constant + self.fee(volume, spent) + desks

    def fee(self, volume: Fraction, spent: dict[str, Fraction] | None = None) -> Fraction:
        """Return the fees of the offers taken at a volume."""
        base, total = usage_of(self.case), Fraction(0)
        for name, parts in self.account.offers.items():
            mine = {
                r: (spent or {}).get(
                    r, Fraction(self.account.hours[r]) + self.slope[r] * (volume - self.usual)
                )
                for r, under in self.account.under_offer.items()
                if under == name
            }
            usage = Usage({**base.volumes, self.driver: volume}, mine, base.months_behind)
            months = round(self.case.assumptions.term_months)
            total += yearly_cost(self.case.offers[name], parts, usage, months)
        return total

    def _person(self, person: Performer, load: Fraction) -> Fraction:
        """Return what one person's hours cost: paid steps, overtime, the worth of idle hours."""
        if not person.has_steps:
            return load * Fraction(person.hour_cost)
        load += Fraction(self.account.people[person.name].lost_hours)
        size = Fraction(person.step_hours)
        steps = math.ceil(load / size - _ROUNDING)
        steps = max(person.steps_min, min(person.steps_max, steps))
        spare = steps * size - load
        overtime = Fraction(person.rate) * Fraction(self.case.assumptions.overtime_factor)
        worth = Fraction(person.hour_cost) if spare > 0 else overtime
        return steps * Fraction(person.step_cost) - spare * worth

    def edges(self, low: Fraction, high: Fraction) -> set[Fraction]:
        """Return the volumes at which the cost bends or jumps."""
        found: set[Fraction] = set()
        for name, parts in self.account.offers.items():
            found |= set(kinks(self.case.offers[name], parts, self.driver))
        found |= bends(self.fee, found, low, high)
        for name, person in self.case.performers.items():
            mine = [r for r, p in self.account.placements.items() if p == name]
            rise = sum((self.slope[r] for r in mine), Fraction(0))
            if not person.has_steps or not rise:
                continue
            load = Fraction(self.account.people[name].load)
            for k in range(person.steps_max + 1):
                edge = (k + _ROUNDING) * Fraction(person.step_hours)
                found |= {self.usual + (edge - load) / rise}
        return found


def cost_drivers(case: Case, accounts: list[Account]) -> tuple[str, ...]:
    """Return the drivers that some offer charges by, or that its billed work is counted in."""
    found: dict[str, None] = {}
    for account in accounts:
        for name, parts in account.offers.items():
            found |= dict.fromkeys(depends_on(case.offers[name], parts))
            if by_workload(case.offers[name], parts):
                work = [case.responsibilities[r].driver for r in account.under_offer]
                found |= dict.fromkeys(d for d in work if d is not None)
    return tuple(d for d in found if case.volumes.get(d, 0) > 0)


def crossover(
    case: Case, one: Account, two: Account, driver: str, low: float, high: float
) -> tuple[Crossing, ...]:
    """Return the volumes of a driver at which two options change order, exactly (F8)."""
    first, second = CostByVolume(case, one, driver), CostByVolume(case, two, driver)
    a, b = Fraction(low), Fraction(high)
    return crossings(first, second, first.edges(a, b) | second.edges(a, b), a, b)
