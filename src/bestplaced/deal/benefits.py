"""The waterfall from today to the plan (F11): five benefits, risk relief and decisions.

Seven switches turn recomputed quantities from today's state to the plan's; the joint effects are
split by Shapley value (128 evaluations), so the parts sum to the surplus and none is a plug.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import NOBODY
from bestplaced.deal.switched import SwitchedSwings
from bestplaced.effort import standard_hours
from bestplaced.risk import risk_tags

if TYPE_CHECKING:
    from collections.abc import Callable

    from bestplaced.case.business import Case, Performer
    from bestplaced.plan import Account
    from bestplaced.risk import RiskTags

BENEFITS = (
    "staffing",
    "efficiency",
    "cost",
    "objectivity",
    "focus",
    "risk_relief",
    "decisions",
)

Switches = dict[str, bool]
_OF_HOURS = ("staffing", "efficiency", "cost", "focus", "decisions")
_OF_EMPLOYEES = ("staffing", "cost", "focus")


@dataclass(frozen=True)
class Waterfall:
    """Each part in money a year, and the surplus they sum to, exact to the cent."""

    parts: dict[str, float]
    surplus: float


def waterfall(
    case: Case, today: Account, best: Account, skilled: SkilledPrices | None = None
) -> Waterfall:
    """Return the benefits of going from one account to another, summing to the difference.

    ``skilled`` may be shared by several calls on one case.
    """
    count = len(BENEFITS)
    totals = _Totals(case, today, best, skilled or SkilledPrices(case))
    value = np.array(
        [
            totals.total({b: bool(mask >> i & 1) for i, b in enumerate(BENEFITS)})
            for mask in range(2**count)
        ]
    )
    parts = {}
    for i, name in enumerate(BENEFITS):
        without = [mask for mask in range(2**count) if not mask >> i & 1]
        weights = [
            math.factorial(m.bit_count()) * math.factorial(count - m.bit_count() - 1)
            for m in without
        ]
        gains = value[without] - value[[m | 1 << i for m in without]]
        parts[name] = float(np.dot(weights, gains)) / math.factorial(count)
    return Waterfall(*_to_cents(parts, today.objective - best.objective))


def _to_cents(parts: dict[str, float], total: float) -> tuple[dict[str, float], float]:
    """Round to cents so that the parts sum to the total (largest remainder)."""
    cents = {name: math.floor(value * 100) for name, value in parts.items()}
    goal = round(total * 100)
    order = sorted(parts, key=lambda name: cents[name] - parts[name] * 100)
    for name in order[: max(0, goal - sum(cents.values()))]:
        cents[name] += 1
    for name in order[::-1][: max(0, sum(cents.values()) - goal)]:
        cents[name] -= 1
    return {name: value / 100 for name, value in cents.items()}, goal / 100


class _Totals:
    """The yearly total of F9 with each quantity in today's or in the plan's state."""

    def __init__(self, case: Case, today: Account, best: Account, skilled: SkilledPrices) -> None:
        self.case = case
        self.accounts = (today, best)
        self._known: dict[tuple[object, ...], float] = {}
        self.under_skill = tuple(skilled.under_skill(account) for account in self.accounts)
        tags = tuple(skilled.tags(account) for account in self.accounts)
        self.swings = SwitchedSwings(case, self.accounts, tags, self._switch_of)

    def total(self, on: Switches) -> float:
        """Return the total with the switched-on quantities in the plan's state."""
        pick = {name: self.accounts[on[name]] for name in BENEFITS}
        return (
            self._once(self._hours_paid, on, _OF_HOURS)
            + self._once(self._employees, on, _OF_EMPLOYEES)
            + sum(y.lost for n, y in pick["focus"].people.items() if not self._stepped(n))
            + pick["efficiency"].hand_offs
            + sum(pick["cost"].transition.values())
            + sum(pick["cost"].fees.values())
            + sum(pick["cost"].provider_upkeep.values())
            + self._risk(on)
            - pick["decisions"].decisions
        )

    def _once(self, part: Callable[[Switches], float], on: Switches, by: tuple[str, ...]) -> float:
        """Return a part of the total that turns with a few switches only, computed once."""
        key = (by, *(on[name] for name in by))
        if key not in self._known:
            self._known[key] = part(on)
        return self._known[key]

    def _stepped(self, name: str) -> bool:
        return self.case.performers[name].has_steps

    def _price_of_hour(self, account: Account, r: str) -> float:
        """Return what one more hour costs in money.

        A salary covers those of stepped employees, an outside offer's fee those it pays.
        """
        person = self.case.performers[account.placements[r]]
        quoted = r in account.under_offer and not self.case.parties[person.party].inside_deal
        return 0.0 if person.has_steps or quoted else person.hour_cost

    def _newly_done(self, r: str) -> str | None:
        """Return the part that work left undone in one of the plans belongs to, else nothing."""
        if NOBODY not in (self.accounts[0].placements[r], self.accounts[1].placements[r]):
            return None
        tier = self.case.responsibilities[r].tier
        return "decisions" if tier in {"direction", "strategy"} else "staffing"

    def _switch_of(self, risk: str, r: str) -> str:
        """Return the part that the price of a portion of risk belongs to."""
        if self.case.risks[risk].separation:
            return "objectivity"
        return self._newly_done(r) or "risk_relief"

    def _hours_paid(self, on: Switches) -> float:
        """Hours by the efficiency switch; their price by cost, or by focus where it is the owner's.

        Work that one of the two plans leaves undone is staffing (admin, bookkeeping) or decisions
        (direction, strategy).
        """
        today, best = self.accounts
        total = 0.0
        for r, before in today.placements.items():
            after = best.placements[r]
            new = self._newly_done(r)
            if new is not None:
                account = self.accounts[on[new]]
                who = account.placements[r]
                total += (
                    account.hours[r] * self._price_of_hour(account, r) if who != NOBODY else 0.0
                )
                continue
            kinds = {self.case.performers[p].kind for p in (before, after)}
            name = "focus" if "owner" in kinds else "cost"
            price = self._price_of_hour(self.accounts[on[name]], r)
            total += self.accounts[on["efficiency"]].hours[r] * price
        return total

    def _employees(self, on: Switches) -> float:
        """Steps by the cost switch, hours at the desk by staffing, hours lost by focus."""
        total = 0.0
        for name, person in self.case.performers.items():
            if not person.has_steps:
                continue
            years = {b: self.accounts[on[b]].people[name] for b in ("cost", "staffing", "focus")}
            paid = years["cost"].steps * person.step_hours
            desk = years["staffing"].load - years["staffing"].lost_hours
            free = paid - desk - years["focus"].lost_hours
            total += years["cost"].salary + self._worth(person, free)
        return total

    def _worth(self, person: Performer, free: float) -> float:
        """Return overtime where hours are short, the worth of idle ones where they are not."""
        if free < 0:
            return -free * person.rate * self.case.assumptions.overtime_factor
        return -free * person.hour_cost

    def _risk(self, on: Switches) -> float:
        """Risks that live on missing separation by objectivity, the others by risk relief.

        Risks of work that only one of the plans does go with that work: the cost of doing it, the
        value of it and the risks it keeps away stand in one part.
        """
        objective, other = self.accounts[on["objectivity"]], self.accounts[on["risk_relief"]]
        total = sum(objective.pair_charges.values())
        total += sum(other.party_use.values()) + other.hand_off_risk
        total += sum(sums[on[name]] for name, sums in self._portions.items())
        total += sum(self.under_skill[on["staffing"]].values())
        return total + self.swings.charge(on)

    @cached_property
    def _portions(self) -> dict[str, tuple[float, float]]:
        """Return benefit -> prices of its portions of risk, today and in the plan, skill given."""
        sums = {name: [0.0, 0.0] for name in BENEFITS}
        for key in self.accounts[0].risk_by_portion:
            mine = sums[self._switch_of(*key)]
            for i, account in enumerate(self.accounts):
                mine[i] += account.risk_by_portion[key] - self.under_skill[i].get(key, 0.0)
        return {name: (before, after) for name, (before, after) in sums.items()}


class SkilledPrices:
    """What the risks of one case would cost if everybody had every skill; computed once."""

    def __init__(self, case: Case) -> None:
        """Keep the case."""
        self.case = case
        self._column = {name: j for j, name in enumerate(case.performers)}

    @cached_property
    def _tags(self) -> RiskTags:
        case = self.case
        able = {n: p.model_copy(update={"skill": 5}) for n, p in case.performers.items()}
        skilled = case.model_copy(update={"performers": able})
        standard = {r.id: standard_hours(case, r) for r in case.responsibilities.values()}
        return risk_tags(skilled, standard)

    def tags(self, account: Account) -> RiskTags | None:
        """Return the tags if everybody had all skill; nothing where nobody lacks any."""
        return self._tags if self._weak(account) else None

    def _weak(self, account: Account) -> list[str]:
        """Return the responsibilities with hired people below the skill they need."""
        people, work = self.case.performers, self.case.responsibilities
        return [
            r
            for r, p in account.placements.items()
            if people[p].kind not in {"owner", "nobody"} and people[p].skill < work[r].skill
        ]

    def under_skill(self, account: Account) -> dict[tuple[str, str], float]:
        """Return what hired people below the required skill add to the price, by (risk, work)."""
        weak = self._weak(account)
        if not weak:
            return {}
        extra = {}
        for i, part in enumerate(self._tags.portions):
            if part.responsibility in weak:
                key = (part.risk, part.responsibility)
                column = self._column[account.placements[part.responsibility]]
                extra[key] = account.risk_by_portion[key] - float(self._tags.prices[i, column])
        return extra
