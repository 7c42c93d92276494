"""What the business spends on finance work, item by item: today and in the plan.

The items of a kind that is money sum to what it costs today, and to what it costs at the fee.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS, NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bestplaced.case.business import Case
    from bestplaced.deal.provider import ProviderSide
    from bestplaced.effort import PersonYear
    from bestplaced.plan import Account

HAND_OFFS = "its half of hand-offs"
MOVING = "moving the work"
FINDING = "finding and watching providers"
TAX = "tax on fees"
LEAST = 0.005  # money a year


@dataclass(frozen=True)
class Hours:
    """One person's finance hours a year under one plan; ``paid`` is None where no salary is.

    ``freed`` is what paid hours free for other work count at, ``overtime`` the cost of hours
    beyond the paid ones, money a year: the first is taken off the person's cost and is no cash.
    """

    worked: float
    paid: float | None
    freed: float = 0.0
    overtime: float = 0.0


@dataclass(frozen=True)
class Spending:
    """One item, money a year ``before`` and ``after``; of a person also the hours of both.

    ``kind``: ``person`` of the business, ``provider`` (what it is paid, or today what its work
    costs it where its fee is not known), ``offer`` taken, ``own`` (hours and tax beside these).
    """

    name: str
    kind: str
    before: float
    after: float
    hours: tuple[Hours, Hours] | None = None

    @property
    def cash(self) -> tuple[float, float]:
        """What of it is paid out, money a year: no owner's time, no worth of hours, no free time.

        A provider's work of unknown fee counts as cash at what stands in for it.
        """
        costs = (self.before, self.after)
        if self.hours is None:
            return (0.0, 0.0) if self.kind == "own" and self.name != TAX else costs
        first, last = (
            0.0 if h.paid is None else cost + h.freed
            for cost, h in zip(costs, self.hours, strict=True)
        )
        return first, last


@dataclass(frozen=True)
class Sides:
    """What providers of known cost need and are paid under one plan, tax left out."""

    sides: Mapping[str, ProviderSide]
    paid: Mapping[str, float]
    tax: float


def spending(
    case: Case, accounts: tuple[Account, Account], sides: tuple[Sides, Sides]
) -> tuple[Spending, ...]:
    """Return the items of (today, plan), those worth a cent."""
    items = (
        *_people(case, accounts),
        *_beside(accounts, sides),
        *_providers(case, accounts, sides),
        Spending(TAX, "own", sides[0].tax, sides[1].tax),
    )
    return tuple(x for x in items if max(abs(x.before), abs(x.after)) >= LEAST or x.hours)


def ended(case: Case, items: Sequence[Spending]) -> list[tuple[str, float, float, float]]:
    """Return whose paid hours end: name, hours a year, of how many, and their pay, money a year."""
    found = []
    for item in items:
        paid = [h.paid for h in item.hours or ()]
        if len(paid) > 1 and paid[0] is not None and paid[1] is not None and paid[0] - paid[1] >= 1:
            hours = paid[0] - paid[1]
            pay = hours * case.performers[item.name].rate
            found.append((item.name, hours, paid[0], pay))
    return found


def _people(case: Case, accounts: tuple[Account, Account]) -> Iterator[Spending]:
    """Yield the business's own people with what their finance work costs."""
    for name, person in case.performers.items():
        if person.party != BUSINESS or name == NOBODY:
            continue
        years = [a.people[name] for a in accounts]
        first, last = (_hours(y, person.step_hours) for y in years)
        if first.worked or last.worked or first.paid or last.paid:
            yield Spending(name, "person", years[0].cost, years[1].cost, (first, last))


def _hours(year: PersonYear, step_hours: float) -> Hours:
    if step_hours <= 0:
        return Hours(year.load, None)
    return Hours(year.load, year.steps * step_hours, -year.idle, year.overtime)


def _beside(accounts: tuple[Account, Account], sides: tuple[Sides, Sides]) -> Iterator[Spending]:
    """Yield what moving and handing over work costs the business itself."""
    old, new = (
        (
            a.hand_offs - sum(p.coordination for p in s.sides.values()),
            sum(a.transition.values()) - sum(p.onboarding for p in s.sides.values()),
            sum(a.provider_upkeep.values()),
        )
        for a, s in zip(accounts, sides, strict=True)
    )
    for name, before, after in zip((HAND_OFFS, MOVING, FINDING), old, new, strict=True):
        yield Spending(name, "own", before, after)


def _providers(
    case: Case, accounts: tuple[Account, Account], sides: tuple[Sides, Sides]
) -> Iterator[Spending]:
    """Yield what each provider is paid: at known cost its fee, else its hours and its offers."""
    for party in case.parties:
        if party == BUSINESS:
            continue
        paid = []
        for account, s in zip(accounts, sides, strict=True):
            hours = sum(
                y.cost for n, y in account.people.items() if case.performers[n].party == party
            )
            paid.append(s.paid[party] if party in s.sides else hours)
        yield Spending(party, "provider", paid[0], paid[1])
    for offer in case.offers:
        old, new = (a.fees.get(offer, 0.0) for a in accounts)
        yield Spending(offer, "offer", old, new)
