"""The provider's side of a plan: cost to serve by grade, what it bears, floor and margin (F10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.case.offer import CleanUpFee
from bestplaced.catalogue.defaults import performers
from bestplaced.plan.assembly import hand_off_cost

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.case.business import Case
    from bestplaced.deal.bearing import Bearing
    from bestplaced.plan import Account, Verifier

CREEP = (0.15, 0.25, 0.35)  # shares by which delivered hours outgrow priced ones (S47, S50, S51)


@dataclass(frozen=True)
class GradeCost:
    """One person's year at the provider: ``cost = (hours + lost_hours) · rate``, money a year.

    ``rate`` is the cost of a worked hour: the pay of one over the ``utilisation`` of paid hours.
    """

    performer: str
    grade: str
    hours: float
    lost_hours: float
    rate: float
    bill_rate: float
    cost: float
    utilisation: float = 1.0

    @property
    def paid_rate(self) -> float:
        """What a paid hour costs, money an hour."""
        return self.rate * self.utilisation


@dataclass(frozen=True)
class CleanUp:
    """The one-off price of bringing the books up to date: ``c · m^g`` (S65, S66).

    ``quoted`` names the provider's offer whose line it is; else it is nobody's quote.
    """

    months: float
    first_month: float
    exponent: float
    quoted: str = ""

    @property
    def price(self) -> float:
        """Money once; quoted apart from the yearly fee, and only after looking at the books."""
        return self.first_month * self.months**self.exponent if self.months > 0 else 0.0


@dataclass(frozen=True)
class ProviderSide:
    """What serving this plan costs one provider, money a year.

    ``labour`` by grade; ``onboarding`` is its own part of the transition over the term;
    ``coordination`` its half of the hand-offs; ``risk_price`` what the risks it bears are worth to
    it, ``policy`` the premium for what its policy pays, ``care`` what the business's want of care
    costs it, ``dependence`` what it adds that its risks are bad together (F4). ``guarantee`` is
    the load on the risk price; ``minimum_margin`` a share of the fee; ``profit_today`` what it
    earns above its need with the work it does already (0 where its fee of today is not known).
    """

    name: str
    grades: tuple[GradeCost, ...]
    onboarding: float
    coordination: float
    risk_price: float
    policy: float
    care: float
    dependence: float
    guarantee: float
    minimum_margin: float
    clean_up: CleanUp
    profit_today: float = 0.0

    @property
    def labour(self) -> float:
        """Hours at cost, lost ones included."""
        return sum(grade.cost for grade in self.grades)

    @property
    def hours(self) -> float:
        """Hours worked a year."""
        return sum(grade.hours for grade in self.grades)

    @property
    def standard(self) -> float:
        """The hours at bill rates; 0 where these are not known."""
        return sum(g.hours * g.bill_rate for g in self.grades)

    @property
    def cost(self) -> float:
        """Cost to serve without risk."""
        return self.labour + self.onboarding + self.coordination

    @property
    def need(self) -> float:
        """What the plan costs it, risk included: the fee at which it would be indifferent."""
        return self.cost + self.risk_price + self.policy + self.care + self.dependence

    @property
    def floor(self) -> float:
        """The least fee it works for: need and guarantee, with the minimum margin on the fee.

        Never one that leaves it less than it earns today.
        """
        usual = (self.need + self.guarantee) / (1 - self.minimum_margin)
        return max(usual, self.need + self.profit_today)

    @property
    def risk(self) -> float:
        """What of its need is for risk: price, policy, bad years together, the client's care."""
        return self.need - self.cost

    def bearable(self, fee: float) -> float:
        """Return the growth of hours, as a share, at which a fee leaves no profit (F10)."""
        return self.profit(fee) / self.labour if self.labour > 0 else float("inf")

    def profit(self, fee: float, creep: float = 0.0) -> float:
        """Return the fee less everything, with hours grown by ``creep`` beyond the priced ones."""
        return fee - self.need - creep * self.labour

    def realisation(self, fee: float) -> float | None:
        """Return the fee as a share of the hours at bill rates; None where rates are not known."""
        return fee / self.standard if self.standard > 0 else None

    def effective_rate(self, fee: float) -> float | None:
        """Return the fee per worked hour; None without hours."""
        return fee / self.hours if self.hours > 0 else None


def provider_side(
    case: Case,
    verifier: Verifier,
    account: Account,
    borne: Sequence[Bearing],
    party: str,
    profit_today: float = 0.0,
) -> ProviderSide:
    """Return one provider's side of a plan's account."""
    people = {n: p for n, p in case.performers.items() if p.party == party}
    mine = [b for b in borne if b.party == party]
    risk_price = sum(b.provider for b in mine)
    terms = case.deal_terms
    return ProviderSide(
        name=party,
        grades=_grades(case, account, party),
        onboarding=sum(onboardings(case, account, party).values()),
        coordination=sum(
            hand_off_cost(case, after) / 2
            for before, after in verifier.crossings(account.placements)
            if (account.placements[before] in people or account.placements[after] in people)
        ),
        risk_price=risk_price,
        policy=sum(b.premium for b in mine if b.terms != "insured"),
        care=sum(b.care_provider for b in mine),
        dependence=sum(s.charge for s in account.swings if s.bearer == party),
        guarantee=terms.guarantee_load * max(0.0, risk_price),
        minimum_margin=terms.minimum_margin,
        clean_up=_clean_up(case, party),
        profit_today=profit_today,
    )


def onboardings(case: Case, account: Account, party: str) -> dict[str, float]:
    """Return a provider's own part of moving each piece of work to it, money a year.

    Both sides spend the same hours; each pays its own.
    """
    people, other = case.performers, case.assumptions.hand_off_rate
    return {
        r: amount * people[p].rate / (people[p].rate + other)
        for r, amount in account.transition.items()
        if people[p := account.placements[r]].party == party and amount > 0
    }


def _clean_up(case: Case, party: str) -> CleanUp:
    """Return the clean-up as the provider has quoted it, else as the case or catalogue has it."""
    terms = case.deal_terms
    for offer in case.offers.values():
        if offer.provider != party:
            continue
        fees = (offer.fee, *(part.fee for part in (*offer.packages, *offer.add_ons)))
        for line in (line for fee in fees for line in fee if isinstance(line, CleanUpFee)):
            amount, exponent = float(line.amount), float(line.exponent)
            return CleanUp(terms.months_behind, amount, exponent, offer.name)
    return CleanUp(terms.months_behind, terms.clean_up_month, terms.clean_up_exponent)


def _grades(case: Case, account: Account, party: str) -> tuple[GradeCost, ...]:
    """Return the people of a party that work under the plan."""
    found = []
    for name, year in account.people.items():
        person = case.performers[name]
        worked = year.load - year.lost_hours
        if person.party == party != BUSINESS and worked > 0:
            found.append(
                GradeCost(
                    name,
                    person.role,
                    worked,
                    year.lost_hours,
                    person.rate,
                    person.bill_rate,
                    year.cost,
                    performers()["kinds"][case.parties[party].kind]["utilisation"],
                )
            )
    return tuple(found)
