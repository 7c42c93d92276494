"""Plans lived through the same simulated years: who pays how much in each, and why.

All plans read one `EventTable`, so that differences between them are differences of plans, not of
luck (common random numbers). Money is a whole number of 1/1024ths: sums are exact, whatever their
order, hence conservation holds to the last bit and an account updated for one moved risk equals
one built anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import BUSINESS
from bestplaced.errors import CaseError, Fault
from bestplaced.risk.estimates import share
from bestplaced.risk.placing import to_steps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bestplaced.risk.estimates import Estimate
    from bestplaced.risk.event_table import EventTable, Stream
    from bestplaced.risk.placing import Placing

    Array = NDArray[np.float64]

LARGEST = 2.0**42  # money of a year up to which sums of 1/1024ths are exact, with room to add


@dataclass(frozen=True)
class AnnualLimit:
    """``account`` pays at most ``most`` money a year; ``then`` pays the excess.

    A provider's aggregate cap of liability, or a policy's aggregate limit. ``insurer`` is an
    account under the same cap, if there is one: what both pay together is limited, and each is
    relieved in proportion to what it would have paid.
    """

    account: str
    most: float
    then: str = BUSINESS
    insurer: str = ""


@dataclass(frozen=True)
class Happening:
    """One event of a year that is told: what, when, how much, who paid.

    ``when`` is the part of the year gone, 0 to 1; ``loss`` and ``paid`` money before annual
    limits. Events of one ``shock`` share their ``when``.
    """

    stream: str
    label: str
    shock: str
    when: float
    loss: float
    paid: Mapping[str, float]


@dataclass(frozen=True)
class Told:
    """What happened in one year: its events in order of time, and what each account paid.

    ``returned`` is what annual limits moved, by account that it left.
    """

    year: int
    events: tuple[Happening, ...]
    paid: Mapping[str, float]
    returned: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Scenarios:
    """A plan in all years of a table; make it with `build`, change it with `replaced`.

    ``before``: account -> money of each year before annual limits, shape (years,).
    """

    table: EventTable
    plan: Mapping[str, Placing]
    limits: tuple[AnnualLimit, ...]
    before: Mapping[str, Array] = field(repr=False)

    @classmethod
    def build(
        cls, table: EventTable, plan: Mapping[str, Placing], limits: Sequence[AnnualLimit] = ()
    ) -> Scenarios:
        """Return all accounts of a plan; streams that it does not name do not happen.

        A rate above the table's ceiling raises `CaseError`: use `EventTable.raised` first.
        """
        _check(table, plan, limits)
        sums: dict[str, Array] = {BUSINESS: np.zeros(table.years)}
        for name, placing in plan.items():
            _add(sums, table, name, placing, 1.0)
        for limit in limits:
            sums.setdefault(limit.then, np.zeros(table.years))
        if max(float(a.max()) for a in sums.values()) > LARGEST:
            what = "losses of a year above 4e12 cannot be added up exactly."
            raise CaseError(Fault(what, "severity", "Give a smaller maximum credible loss."))
        return cls(table, dict(plan), tuple(limits), sums)

    def replaced(self, changes: Mapping[str, Placing]) -> Scenarios:
        """Return the plan with some streams placed otherwise: only these are read again."""
        _check(self.table, changes, ())
        touched = {a for n in changes if n in self.plan for a in self.plan[n].accounts}
        touched |= {a for placing in changes.values() for a in placing.accounts}
        none = np.zeros(self.table.years)
        sums = {a: np.array(self.before.get(a, none)) for a in touched}
        for name, placing in changes.items():
            if name in self.plan:
                _add(sums, self.table, name, self.plan[name], -1.0)
            _add(sums, self.table, name, placing, 1.0)
        plan = {**self.plan, **changes}
        return replace(self, plan=plan, before={**self.before, **sums})

    @cached_property
    def _settled(self) -> tuple[dict[str, Array], dict[str, Array]]:
        """Accounts after annual limits, and what each limit moved."""
        after = dict(self.before)
        moved: dict[str, Array] = {}
        none = np.zeros(self.table.years)
        for limit in self.limits:
            paid, most = after.get(limit.account, none), to_steps(np.asarray(limit.most))
            theirs = after.get(limit.insurer, none)
            excess = np.maximum(paid + theirs - most, 0.0)
            part = to_steps(excess * theirs / np.maximum(paid + theirs, 1.0))
            # Rounding may not ask of either more than it pays.
            part = np.clip(part, excess - paid, np.minimum(theirs, excess))
            for account, off in ((limit.account, excess - part), (limit.insurer, part)):
                if account in after:
                    after[account] = after[account] - off
                    moved[account] = moved.get(account, none) + off
            after[limit.then] = after[limit.then] + excess
        return after, moved

    @property
    def accounts(self) -> tuple[str, ...]:
        """Everyone who pays in some year, the business first."""
        return tuple(self.before)

    def paid(self, account: str) -> Array:
        """Return what an account pays in each year, after annual limits; shape (years,)."""
        found = self._settled[0].get(account)
        return np.zeros(self.table.years) if found is None else found

    @property
    def gross(self) -> Array:
        """All losses of each year, whoever pays them; exactly the sum of all accounts."""
        total = np.zeros(self.table.years)
        for values in self.before.values():
            total += values
        return total

    def worst(self, account: str, count: int = 5) -> list[int]:
        """Return the years that cost an account most, the worst first."""
        paid = self.paid(account)
        order = np.lexsort((np.arange(paid.size), -paid))
        return [int(year) for year in order[:count]]

    def told(self, year: int) -> Told:
        """Return what happened in one year, event by event."""
        if not 0 <= year < self.table.years:
            raise CaseError(Fault(f"there is no year {year}.", "years"))
        streams = {s.name: s for s in self.table.world.streams}
        found = []
        for name, placing in self.plan.items():
            events = self.table.events[name]
            happens = np.flatnonzero((events.year == year) & (events.level < placing.rate))
            marks = zip(events.loss[happens].tolist(), events.when[happens].tolist(), strict=True)
            found += [_happening(streams[name], placing, *mark) for mark in marks]
        after, moved = self._settled
        found.sort(key=lambda h: (h.when, h.stream))
        return Told(
            year,
            tuple(found),
            {account: float(values[year]) for account, values in after.items()},
            {account: float(values[year]) for account, values in moved.items()},
        )


def _happening(stream: Stream, placing: Placing, loss: float, when: float) -> Happening:
    """Return one event as it is told."""
    parts = [float(part[0]) for part in placing.split(np.array([loss]))]
    paid = {a: part for a, part in zip(placing.accounts, parts, strict=True) if part}
    return Happening(stream.name, stream.label or stream.name, stream.shock, when, sum(parts), paid)


def _add(
    sums: dict[str, Array], table: EventTable, name: str, placing: Placing, sign: float
) -> None:
    """Add (or take away) one stream's parts to the accounts' years."""
    events = table.events[name]
    if placing.rate < table.ceilings[name]:
        happens = np.flatnonzero(events.level < placing.rate)
        year, loss = events.year[happens], events.loss[happens]
    else:
        year, loss = events.year, events.loss
    for account, part in zip(placing.accounts, placing.split(loss), strict=True):
        yearly = np.bincount(year, part, table.years)
        if account not in sums:
            sums[account] = np.zeros(table.years)
        sums[account] += sign * yearly


def _check(table: EventTable, plan: Mapping[str, Placing], limits: Sequence[AnnualLimit]) -> None:
    """Refuse streams that are not in the table, rates above it, and limits below zero."""
    faults = []
    for name, placing in plan.items():
        if name not in table.events:
            faults.append(Fault("there is no such stream.", name))
            continue
        placing.check(name)
        if placing.rate > table.ceilings[name]:
            what = f"the rate {placing.rate:g} is above the table's {table.ceilings[name]:g}."
            faults.append(Fault(what, f"{name}.rate", "Raise the table first."))
    for limit in limits:
        if not limit.most >= 0:
            what = f"got {limit.most!r}; 0 or more is needed."
            faults.append(Fault(what, f"{limit.account}.annual limit"))
        if limit.then == limit.account:
            what = "the excess returns to the account it left."
            faults.append(Fault(what, f"{limit.account}.annual limit"))
    if faults:
        raise CaseError(faults)


def beats(plan: Scenarios, other: Scenarios, account: str = BUSINESS, by: float = 0.0) -> Estimate:
    """Return the share of years in which ``plan`` costs an account less than ``other``.

    ``by`` is added to the plan's cost: what it costs more in a year than the other besides losses
    (fees, hours). Both plans live through the same events; ties do not count.
    """
    if plan.table.seed != other.table.seed or plan.table.years != other.table.years:
        raise CaseError(Fault("the plans live in different years.", "seed"))
    return share(plan.paid(account) + by < other.paid(account))


def rates(plans: Sequence[Mapping[str, Placing]]) -> dict[str, float]:
    """Return the highest rate of each stream over plans: the ceilings of their table."""
    highest: dict[str, float] = {}
    for plan in plans:
        for name, placing in plan.items():
            highest[name] = max(highest.get(name, 0.0), placing.rate)
    return highest
