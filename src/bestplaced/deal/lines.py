"""The lines behind each benefit: what changed, by how much, at what price (F11).

Every line is ``(before - after) · factor``. The yearly total of F9 is a sum of terms, and the
Shapley value of a sum is the sum of the Shapley values: hours times price gives each the change at
the other's mean; a paid person's year is averaged over the orders of its three changes. So the
lines of a benefit sum to it, without a residual, and without the 128 evaluations of the waterfall.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.case.business import NOBODY
from bestplaced.deal.benefits import SkilledPrices
from bestplaced.deal.switched import SwitchedSwings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bestplaced.case.business import Case, Performer
    from bestplaced.effort import PersonYear
    from bestplaced.plan import Account

LEAST = 0.005  # money a year; smaller lines are left out of lists, never out of sums


@dataclass(frozen=True)
class Line:
    """One line of a benefit: ``amount = (before - after) · factor``, money a year.

    ``unit`` is that of before and after; ``subject`` names what it is about (a responsibility, a
    person, a party, ``risk on responsibility``, a duty pair); ``inputs`` name the figures behind it
    (see `bestplaced.deal.inputs`).
    """

    benefit: str
    subject: str
    what: str
    before: float
    after: float
    unit: str
    factor: float
    inputs: tuple[str, ...]

    @property
    def amount(self) -> float:
        """What this line adds to its benefit, money a year."""
        return (self.before - self.after) * self.factor


def benefit_lines(
    case: Case, today: Account, best: Account, skilled: SkilledPrices | None = None
) -> tuple[Line, ...]:
    """Return the lines of all benefits; a benefit's lines sum to its part of the waterfall.

    ``skilled`` may be shared by several calls on one case.
    """
    lines = _Lines(case, today, best, skilled or SkilledPrices(case))
    return tuple(line for line in lines.every() if abs(line.amount) > 0)


class _Lines:
    """The lines from one account to another."""

    def __init__(self, case: Case, today: Account, best: Account, skilled: SkilledPrices) -> None:
        self.case, self.today, self.best, self.skilled = case, today, best, skilled

    def every(self) -> Iterator[Line]:
        """Yield all lines, zeros included."""
        for r in self.today.placements:
            yield from self._work(r)
        for name, person in self.case.performers.items():
            if person.has_steps:
                yield from self._employee(name, person)
            elif name in self.today.people:
                lost = self.today.people[name].lost, self.best.people[name].lost
                what = "hours lost to switching, at cost"
                yield self._money("focus", name, what, *lost, f"people.{name}")
        yield from self._between()
        yield from self._risks()
        yield from self._dependence()
        what = "value of better decisions, capped (F13)"
        before, after = self.today.decisions, self.best.decisions
        unit = self.case.currency
        yield Line("decisions", "values", what, before, after, unit, -1.0, ("values",))

    def _money(
        self, benefit: str, subject: str, what: str, before: float, after: float, *inputs: str
    ) -> Line:
        return Line(benefit, subject, what, before, after, self.case.currency, 1.0, inputs)

    def _price(self, name: str) -> float:
        person = self.case.performers[name]
        return 0.0 if person.has_steps else person.hour_cost

    def newly_done(self, r: str) -> str | None:
        """Return the benefit to which work left undone in one of the plans belongs."""
        if NOBODY not in (self.today.placements[r], self.best.placements[r]):
            return None
        upper = self.case.responsibilities[r].tier in {"direction", "strategy"}
        return "decisions" if upper else "staffing"

    def _work(self, r: str) -> Iterator[Line]:
        """Yield hours and their price, and what moving costs."""
        before, after = self.today.placements[r], self.best.placements[r]
        h0, h1 = self.today.hours[r], self.best.hours[r]
        p0, p1 = self._price(before), self._price(after)
        inputs = (f"work.{r}", f"people.{before}", f"people.{after}")
        new = self.newly_done(r)
        if new is not None:
            c0, c1 = (
                0.0 if who == NOBODY else h * p for who, h, p in ((before, h0, p0), (after, h1, p1))
            )
            yield self._money(new, r, f"hours newly done, {h0:,.1f} to {h1:,.1f}", c0, c1, *inputs)
        else:
            owner = "owner" in {self.case.performers[p].kind for p in (before, after)}
            rate = f"{self.case.currency}/hour"
            what = f"hours, {before} to {after}, at the mean price of an hour"
            yield Line("efficiency", r, what, h0, h1, "hours", (p0 + p1) / 2, inputs)
            what = f"price of an hour, {before} to {after}, for the mean hours"
            part = "focus" if owner else "cost"
            yield Line(part, r, what, p0, p1, rate, (h0 + h1) / 2, inputs)
        moved = self.today.transition[r], self.best.transition[r]
        yield self._money("cost", r, "moving it, spread over the term", *moved, *inputs, "term")

    def _employee(self, name: str, person: Performer) -> Iterator[Line]:
        """Yield a paid person's year: paid time, work at the desk, hours lost to switching.

        Each is the mean over the six orders in which the three can change.
        """
        years = (self.today.people[name], self.best.people[name])
        said = {
            "cost": f"paid hours, {_paid(years[0], person)} to {_paid(years[1], person)}",
            "staffing": f"hours at the desk, {_desk(years[0]):,.0f} to {_desk(years[1]):,.0f}",
            "focus": f"lost hours, {years[0].lost_hours:,.0f} to {years[1].lost_hours:,.0f}",
        }
        for i, benefit in enumerate(said):
            states, factor = staggered(i), self.case.assumptions.overtime_factor
            before, after = (
                sum(mixed_year(person, years, state, factor) for state in some) / len(some)
                for some in zip(*states, strict=True)
            )
            what = f"{said[benefit]}, the year's cost (F11)"
            yield self._money(benefit, name, what, before, after, f"people.{name}", "overtime")

    def _between(self) -> Iterator[Line]:
        """Yield hand-offs and the upkeep of providers."""
        handed = self.today.hand_offs, self.best.hand_offs
        yield self._money(
            "efficiency", "hand-offs", "hours of hand-offs, both sides", *handed, "hand_offs"
        )
        for party in sorted({*self.today.provider_upkeep, *self.best.provider_upkeep}):
            kept = [a.provider_upkeep.get(party, 0.0) for a in (self.today, self.best)]
            what = "the owner's search, contract and monitoring"
            yield self._money("cost", party, what, kept[0], kept[1], "upkeep")

    def _switch_of(self, risk: str, r: str) -> str:
        """Return the benefit to which the price of a portion of risk belongs."""
        if self.case.risks[risk].separation:
            return "objectivity"
        return self.newly_done(r) or "risk_relief"

    def _dependence(self) -> Iterator[Line]:
        """Yield what it is worth that risks are less bad together (F4).

        Of weight (sum of loads)^2 each load's change counts at the sum of both totals: that is
        the Shapley value of a square.
        """
        accounts = (self.today, self.best)
        tags = [self.skilled.tags(account) for account in accounts]
        swings = SwitchedSwings(self.case, accounts, tags, self._switch_of)
        for (name, bearer), weight in swings.weight.items():
            sums = swings.sums[name, bearer]
            both = sum(load for load, _ in sums.values())
            for benefit in dict.fromkeys(b for _, b in sums):
                (l0, a0), (l1, a1) = (sums.get((i, benefit), (0.0, 0.0)) for i in (0, 1))
                subject = f"{name}, {bearer}"
                what, unit = (
                    "bad in the same years: load, at weight x both totals",
                    self.case.currency,
                )
                inputs = (f"together.{name}",)
                yield Line(benefit, subject, what, l0, l1, unit, weight * both, inputs)
                what = "of it each risk's own swings, counted already"
                yield Line(benefit, subject, what, a0, a1, f"{unit}²", -weight, inputs)

    def _risks(self) -> Iterator[Line]:
        """Yield prices of risks: by piece of work, pair, provider used, and hand-offs."""
        weak = [self.skilled.under_skill(account) for account in (self.today, self.best)]
        for key in self.today.risk_by_portion:
            risk, r = key
            extra = [w.get(key, 0.0) for w in weak]
            prices = [a.risk_by_portion[key] for a in (self.today, self.best)]
            benefit = self._switch_of(risk, r)
            # by scope its part of the risk goes by its hours
            hours = (f"work.{r}",) if self.case.risks[risk].attaches.scope else ()
            subject, inputs = f"{risk} on {r}", (f"risks.{risk}", *hours)
            before, after = prices[0] - extra[0], prices[1] - extra[1]
            yield self._money(benefit, subject, "price of the risk", before, after, *inputs)
            what = "price of the risk that comes with too little skill"
            yield self._money("staffing", subject, what, extra[0], extra[1], *inputs)
        for pair in sorted({*self.today.pair_charges, *self.best.pair_charges}):
            held = [a.pair_charges.get(pair, 0.0) for a in (self.today, self.best)]
            what = "two duties in one person's hands"
            yield self._money("objectivity", pair, what, held[0], held[1], f"pairs.{pair}")
        for party in sorted({*self.today.party_use, *self.best.party_use}):
            used = [a.party_use.get(party, 0.0) for a in (self.today, self.best)]
            what = "risks that come with using this provider"
            yield self._money("risk_relief", party, what, used[0], used[1], f"parties.{party}")
        crossed = self.today.hand_off_risk, self.best.hand_off_risk
        yield self._money("risk_relief", "hand-offs", "gaps between hands", *crossed, "hand_offs")


State = tuple[int, int, int]


def staggered(changed: int) -> list[tuple[State, State]]:
    """Return the states before and after one of three changes, in each of their six orders.

    A state says of paid time, work at the desk and hours lost to switching whether each is still
    today's (0) or the plan's already (1).
    """
    found = []
    for order in itertools.permutations(range(3)):
        before = tuple(int(order.index(k) < order.index(changed)) for k in range(3))
        after = tuple(1 if k == changed else x for k, x in enumerate(before))
        found.append((before, after))
    return found  # type: ignore[return-value] # three, as the range above


def mixed_year(
    person: Performer, years: tuple[PersonYear, PersonYear], state: State, overtime_factor: float
) -> float:
    """Return a paid person's year in money, each of its three parts of today or of the plan."""
    paid, desk, lost = (years[x] for x in state)
    free = paid.steps * person.step_hours - _desk(desk) - lost.lost_hours
    overtime = -free * person.rate * overtime_factor
    return paid.salary + (overtime if free < 0 else -free * person.hour_cost)


def _desk(year: PersonYear) -> float:
    """Return hours at the desk, without those lost to switching."""
    return year.load - year.lost_hours


def _paid(year: PersonYear, person: Performer) -> str:
    """Return the hours that a salary pays for."""
    return f"{year.steps * person.step_hours:,.0f}"
