"""Both ends of one deal's bands under any plan: floors, and ceilings by what they rest on (F10)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bestplaced.deal.band import AGAINST_TODAY, Band, fee_band
from bestplaced.deal.provider import ProviderSide, provider_side
from bestplaced.deal.rivals import OwnYear, Rival, own_year
from bestplaced.plan.reference import WITHOUT, surplus_without

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.deal.bearing import Bearing, Bearings
    from bestplaced.plan import Account, Outcome

AT_BILL_RATES = "another practice at the same bill rates"
"""Stands in for rivals that did not quote: the same hours at this practice's bill rates."""


class Ceilings:
    """What the deals of one outcome are measured against; ``rivals`` and ``dealt`` set first."""

    def __init__(
        self,
        outcome: Outcome,
        bearings: Bearings,
        before: Sequence[Bearing],
        inside: tuple[str, ...],
        time_limit: float | None = None,
    ) -> None:
        """Keep the outcome, how risks are borne today, and the providers whose cost is known."""
        self.outcome, self.case, self.inside = outcome, outcome.case, inside
        self.bearings, self.verifier = bearings, bearings.verifier
        self.before, self.today = before, outcome.today
        self.rivals: tuple[Rival, ...] = ()
        self.dealt: str | None = None
        self.time_limit = time_limit
        terms = self.case.deal_terms
        self.tax, self.fee_today = terms.fee_tax, terms.fee_today
        self.switching = terms.switching_cost * 12 / self.case.assumptions.term_months
        self._without: dict[str, float | None] = {}

    def side(
        self, party: str | None, account: Account, borne: Sequence[Bearing]
    ) -> ProviderSide | None:
        """Return an inside provider's side of a plan; nothing for others."""
        if party is None or party not in self.inside:
            return None
        earns = self.profit_today if party == self.paid_today else 0.0
        return provider_side(self.case, self.verifier, account, borne, party, profit_today=earns)

    def charged(self, account: Account, party: str) -> float:
        """Return what a provider outside the deal charges: its offers taken, else bill rates."""
        people, offers = self.case.performers, self.case.offers
        hours = sum(y.worked for n, y in account.people.items() if people[n].party == party)
        return hours + sum(f for n, f in account.fees.items() if offers[n].provider == party)

    def own_year(self, account: Account, borne: Sequence[Bearing], party: str) -> OwnYear:
        """Return the business's year under a plan, what it pays one provider left out.

        Another provider inside the deal is paid its bill rates, as rivals' plans pay it: the most
        that its fee comes to, so that no fee in the band is worse than a rival.
        """
        side, year = self.side(party, account, borne), own_year(account, borne)
        others = [self.side(q, account, borne) for q in self.inside if q != party]
        money = year.money + sum(s.standard - s.cost for s in others if s is not None)
        if side is not None:
            return OwnYear(year.fee, money - side.cost, year.risk, year.decisions)
        offers = self.case.offers
        fees = sum(f for n, f in account.fees.items() if offers[n].provider == party)
        hours = self.charged(account, party) - fees
        return OwnYear(year.fee - fees, money - hours, year.risk, year.decisions)

    @cached_property
    def sides_today(self) -> dict[str, ProviderSide]:
        """The inside providers' sides of today, with what it costs them and what they bear."""
        return {
            q: provider_side(self.case, self.verifier, self.today, self.before, q)
            for q in self.inside
        }

    @property
    def paid_today(self) -> str | None:
        """The inside provider that today's fee is paid to; None where none is known."""
        if not self.fee_today:
            return None
        return next((q for q, side in self.sides_today.items() if side.hours > 0), None)

    @property
    def profit_today(self) -> float:
        """What that provider earns today above its need; 0 where its fee is not known."""
        name = self.paid_today
        return 0.0 if name is None else self.fee_today - self.sides_today[name].need

    @property
    def over_need_today(self) -> float:
        """What the business pays today beyond what that work costs the provider, tax included."""
        name = self.paid_today
        if name is None:
            return 0.0
        return self.fee_today * (1 + self.tax) - self.sides_today[name].need

    @property
    def cost_today(self) -> float:
        """What finance costs the business today; practices inside at fee, else need."""
        return self.today.cost + self._risk_fee_today + self.over_need_today

    @property
    def risk_today(self) -> float:
        """The price of the risks that the business bears today."""
        return self.today.risk - self._risk_fee_today

    @property
    def _risk_fee_today(self) -> float:
        """What the inside providers need today for the risk they bear."""
        return sum(side.need - side.cost for side in self.sides_today.values())

    def band(self, party: str, account: Account, borne: Sequence[Bearing]) -> Band:
        """Return one provider's band under a plan: floor (if known), ceilings, the lowest cuts."""
        side = self.side(party, account, borne)
        base = side.need if side else self.charged(account, party)
        gain = self.today.objective - account.objective
        ceilings = {AGAINST_TODAY: base + gain + self.over_need_today}
        without = self.without(party)
        if without is not None and without > 0:
            ceilings[f"the best plan without {party}"] = base + gain - without
        mine = self.own_year(account, borne, party).total
        best = self._best_year() if self.rivals else 0.0
        for rival in self.rivals:
            if rival.name not in account.offers:
                name = f"its own offer {rival.name}" if rival.own else f"the offer of {rival.name}"
                once = 0.0 if rival.own else self.switching
                ceilings[name] = rival.cost + best - mine + once
        if side is not None and side.standard > 0:
            ceilings[AT_BILL_RATES] = side.standard * (1 + self.tax) + self.switching
        return fee_band(side.floor if side else None, ceilings, self.tax if side else 0.0)

    def _best_year(self) -> float:
        """Return the business's year that the rivals' costs rest on: the dealt provider's."""
        plan, dealt = self.outcome.plan, self.dealt
        assert plan is not None  # noqa: S101 - a deal has a plan
        assert dealt is not None  # noqa: S101 - rivals are of a provider
        return self.own_year(plan.account, self.bearings.under(plan.placements), dealt).total

    def without(self, party: str) -> float | None:
        """Return W(without q), re-solved; the reference plan where it stands there already."""
        if self.inside == (party,) and WITHOUT in self.outcome.references:
            return self.today.objective - self.outcome.references[WITHOUT].objective
        if party not in self._without:
            self._without[party] = surplus_without(self.case, self.verifier, party, self.time_limit)
        return self._without[party]
