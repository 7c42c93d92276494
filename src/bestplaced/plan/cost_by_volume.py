"""What an option costs as one driver's volume changes, placements as solved: exact, in pieces (F8).

Fee, hours at every desk, paid steps and overtime follow the volume; hand-offs, transition and
switching stay at the usual volume.
"""

from __future__ import annotations

import math
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
        """Find each responsibility's hours a unit of the driver, and what does not change."""
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
        self._usage = usage_of(case)
        self._work = {
            name: {
                r: Fraction(account.hours[r]) for r, u in account.under_offer.items() if u == name
            }
            for name in account.offers
        }
        self._paid = self._paid_in_steps()
        self._known: dict[Fraction, Fraction] = {}
        self._edges: dict[tuple[Fraction, Fraction], set[Fraction]] = {}
        self.by_the_hour = sum(
            (self.slope[r] * Fraction(case.performers[p].hour_cost)
             for r, p in account.placements.items()
             if r not in account.under_offer and not case.performers[p].has_steps),
            Fraction(0),
        )  # fmt: skip
        self.constant = Fraction(0)
        self.constant = Fraction(account.cost) - self(self.usual)
        self._known.clear()

    def _paid_in_steps(self) -> tuple[tuple[Performer, Fraction, Fraction], ...]:
        """Return (person, hours at the usual volume, hours a unit more) of those paid in steps."""
        found = []
        for name, person in self.case.performers.items():
            if not person.has_steps:
                continue
            mine = [r for r, p in self.account.placements.items() if p == name]
            load = sum((Fraction(self.account.hours[r]) for r in mine), Fraction(0))
            rise = sum((self.slope[r] for r in mine), Fraction(0))
            found.append((person, load, rise))
        return tuple(found)

    def __call__(self, volume: Fraction) -> Fraction:
        """Return the cost a year at a volume a year."""
        if volume not in self._known:
            more = volume - self.usual
            desks = (self._person(person, load + rise * more) for person, load, rise in self._paid)
            rest = self.by_the_hour * more + sum(desks)
            self._known[volume] = self.constant + self.fee(volume) + rest
        return self._known[volume]

    def fee(self, volume: Fraction) -> Fraction:
        """Return the fees of the offers taken at a volume."""
        base, total, more = self._usage, Fraction(0), volume - self.usual
        volumes = {**base.volumes, self.driver: volume}
        months = round(self.case.assumptions.term_months)
        for name, parts in self.account.offers.items():
            mine = {r: usual + self.slope[r] * more for r, usual in self._work[name].items()}
            usage = Usage(volumes, mine, base.months_behind)
            total += yearly_cost(self.case.offers[name], parts, usage, months)
        return total

    def _person(self, person: Performer, load: Fraction) -> Fraction:
        """Return what the hours of one person paid in steps cost: steps, overtime, idle hours."""
        load += Fraction(self.account.people[person.name].lost_hours)
        size = Fraction(person.step_hours)
        steps = math.ceil(load / size - _ROUNDING)
        steps = max(person.steps_min, min(person.steps_max, steps))
        spare = steps * size - load
        overtime = Fraction(person.rate) * Fraction(self.case.assumptions.overtime_factor)
        worth = Fraction(person.hour_cost) if spare > 0 else overtime
        return steps * Fraction(person.step_cost) - spare * worth

    def edges(self, low: Fraction, high: Fraction) -> set[Fraction]:
        """Return the volumes between two at which the cost bends or jumps, and some beyond."""
        if (low, high) not in self._edges:
            self._edges[low, high] = self._found_edges(low, high)
        return self._edges[low, high]

    def _found_edges(self, low: Fraction, high: Fraction) -> set[Fraction]:
        """Find the edges: of fees as written, of caps and minimum fees, of paid steps."""
        found: set[Fraction] = set()
        for name, parts in self.account.offers.items():
            found |= set(kinks(self.case.offers[name], parts, self.driver))
        found |= bends(self.fee, found, low, high)
        for person, _, rise in self._paid:
            if not rise:
                continue
            load = Fraction(self.account.people[person.name].load)
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
    first: CostByVolume, second: CostByVolume, low: float, high: float
) -> tuple[Crossing, ...]:
    """Return the volumes of a driver at which two options change order, exactly (F8)."""
    a, b = Fraction(low), Fraction(high)
    return crossings(first, second, first.edges(a, b) | second.edges(a, b), a, b)
