"""The trace of the fee: both ends of the band, rivals, its shape, and reported claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.deal.band import AGAINST_TODAY
from bestplaced.deal.beside import beside
from bestplaced.deal.ceilings import AT_BILL_RATES
from bestplaced.deal.claims import lost_hours
from bestplaced.deal.traced import BAND, HOURS, REPORTED, WORTH, Traced, known, summed
from bestplaced.fees.structure import credit_factor, index_factor, tax_factor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bestplaced.deal.agreement import Deal
    from bestplaced.deal.band import Band
    from bestplaced.deal.inputs import Input
    from bestplaced.deal.rivals import Rival

CENT = 0.01
REPORTS = {
    "focus": "time lost to switching",
    "expenses": "cost of finance work",
    "income": "share of the yearly result",
}


def way(beta: float) -> str:
    """Return how far up the band a fee lies, as the page calls it."""
    return f"fee, {beta:.0%} of the way up"


def of_fee(deal: Deal) -> Iterator[Traced]:
    """Yield the figures of the fee in the order of the page."""
    if deal.band is not None:
        yield from _Fee(deal, deal.band).every()
    yield from _claims(deal)
    judged = sum(f.grade == "E" for f in deal.case.provenance.values())
    how = "of the figures that the catalogue filled in, those of grade E: the makers' judgement"
    yield Traced("figures that are judgement", REPORTED, judged, how, unit="figures")


class _Fee:
    """The band of one deal, and what its upper end rests on."""

    def __init__(self, deal: Deal, band: Band) -> None:
        self.deal, self.case, self.account, self.band = deal, deal.case, deal.account, band
        self.base = deal.side.need if deal.side else deal.fee or 0.0
        self.provider = deal.provider or ""

    def every(self) -> Iterator[Traced]:
        """Yield ceilings, fees between the ends, and written offers."""
        tax = self.case.deal_terms.fee_tax
        for name, ceiling in self.band.ceilings.items():
            how, inputs, parts = self._ceiling(name, ceiling * (1 + tax))
            if tax and self.band.floor is not None:
                how = f"({how}) / (1 + {tax:g} tax not given back)"
                inputs = (*inputs, *known(self.case, "deal.fee_tax_rate", "deal.fee_tax"))
            yield Traced(name, BAND, ceiling, how, inputs, parts)
        told = "; ".join(f"{v:,.2f} {n}" for n, v in self.band.ceilings.items())
        set_by = (self.band.cut_by, BAND)
        how = f"the least of {told}"
        yield Traced("business pays at most", BAND, self.band.ceiling, how, parts=(set_by,))
        yield from self._fees()
        for rival in self.deal.rivals:
            how, inputs = self._rival(rival)
            other = (f"its fee of {rival.name}", f"other money of {rival.name}")
            parts = tuple((name, BAND) for name in other) if rival.spent else ()
            yield Traced(rival.name, BAND, rival.cost, how, inputs, parts)
            if rival.spent:
                yield self._its_fee(rival)
                yield self._other_money(rival)

    def _fees(self) -> Iterator[Traced]:
        """Yield the fee, and those at other shares of the band."""
        deal, band, fee = self.deal, self.band, self.deal.fee
        if fee is None:
            return
        if band.floor is None:
            offers = tuple(n for n in self.account.offers if self._theirs(n))
            names = (f"hours at bill rates: {self._bills}", *(f"offer {n}" for n in offers))
            inputs = known(self.case, *self._charging, *(f"offers.{n}" for n in offers))
            work = tuple((r, HOURS) for r in self._charged)
            yield Traced("fee", BAND, fee, " + ".join(names), inputs, work)
            return
        low, high = f"{band.floor:,.2f}", f"{band.ceiling:,.2f}"
        ends = (("works from", self.provider), ("business pays at most", BAND))
        cut = ", cut with the other providers' where all are more than the plan is worth"
        for beta, value in {**deal.fees, deal.beta: fee}.items():
            if value is None:
                continue
            how = f"{low} + {beta:g} x ({high} - {low})" + cut * (len(deal.bands) > 1)
            yield Traced(way(beta), BAND, value, how, parts=ends)
            if beta == deal.beta:
                yield Traced("fee", BAND, fee, how, parts=ends)
                how = f"{fee:,.2f} / 12"
                yield Traced("fee a month", BAND, fee / 12, how, (), ends, "a month", ("a month",))

    def _theirs(self, offer: str) -> bool:
        return self.case.offers[offer].provider == self.provider

    @property
    def _charged(self) -> list[str]:
        """Return the work that the provider charges by the hour."""
        people, under = self.case.performers, self.account.under_offer
        placed = self.account.placements.items()
        return [r for r, p in placed if people[p].party == self.provider and r not in under]

    @property
    def _working(self) -> dict[str, float]:
        """Return the provider's people and the hours that they charge."""
        found: dict[str, float] = {}
        for r in self._charged:
            p = self.account.placements[r]
            found[p] = found.get(p, 0.0) + self.account.hours[r]
        return found

    @property
    def _bills(self) -> str:
        people = self.case.performers
        return " + ".join(
            f"{h:,.2f} x {people[p].bill_rate:,.2f}" for p, h in self._working.items()
        )

    @property
    def _charging(self) -> tuple[str, ...]:
        return tuple(f"bills.{p}" for p in self._working)

    def _ceiling(
        self, name: str, gross: float
    ) -> tuple[str, tuple[Input, ...], tuple[tuple[str, str], ...]]:
        """Return the arithmetic of a ceiling, its inputs, and the figures it is made of."""
        deal, case = self.deal, self.case
        if name == AT_BILL_RATES:
            inputs = known(case, "deal.switching_cost", "months", *self._charging)
            parts = tuple((r, HOURS) for r in self._charged)
            hours = sum(self._working.values())
            worked = self._working.items()
            billed = sum(h * case.performers[p].bill_rate for p, h in worked)
            how = f"hours at bill rates: {self._bills}{self._once}; "
            how += f"{_mean(hours, billed)} in the mean are {billed:,.2f}"
            return how, inputs, parts
        if rival := next((r for r in deal.rivals if name.endswith(r.name)), None):
            how, inputs = self._rival(rival, "" if rival.own else self._once)
            return how, inputs, ()
        needs = ("needs", self.provider) if deal.side else ("fee", BAND)
        parts = (needs, ("surplus", WORTH))
        how = f"needs {self.base:,.2f}" if deal.side else f"charges {self.base:,.2f}"
        how += f" + the worth of this plan {deal.surplus:,.2f}"
        rest = gross - self.base - deal.surplus
        if name != AGAINST_TODAY:
            return f"{how} - the worth of that plan {-rest:,.2f}, solved again", (), parts
        paid = known(case, *(("deal.fee_today",) if case.deal_terms.fee_today else ()))
        if abs(rest) >= CENT:
            how += f" + {rest:,.2f} that today's fee is above the need of that work"
        if (worth := deal.worth) is not None:
            how += f"; of it {worth.saving:,.2f} in money and hours, "
            how += f"{worth.risk_relief + worth.decisions:,.2f} in less risk and better decisions"
        return how, paid, parts

    @property
    def _once(self) -> str:
        terms, months = self.case.deal_terms, self.case.assumptions.term_months
        return f" + {terms.switching_cost:,.2f} of switching x 12 / {months:g} months"

    def _rival(self, rival: Rival, once: str = "") -> tuple[str, tuple[Input, ...]]:
        """Return what a written offer asks for the same work, and its terms."""
        how = summed(
            (
                (rival.fee or 0.0, "its fee"),
                (rival.money, "other money"),
                (rival.risk, "risk"),
                (-rival.decisions, "better decisions"),
            )
        )
        how += f"{once}; beside this deal, with what it leaves out placed anew"
        if rival.own:
            b = beside(self.deal, rival.covers)
            how += f"; it covers {len(rival.covers)} pieces of work, {rival.hours:,.2f} h"
            how += f" ({rival.bought:,.10g} h by the quote)" if rival.bought else ""
            how += "; the deal "
            how += f"{b.pieces}, {b.hours:,.2f} h, {b.more} of them more, {b.more_hours:,.2f} h, "
            how += f"{b.new} done by nobody today"
        names = ("deal.switching_cost", "months", f"offers.{rival.name}")
        return how, known(self.case, *(names[2:] if rival.own else names))

    def _its_fee(self, rival: Rival) -> Traced:
        """Return the fee of a written offer, a mean year of the term, from its lines (F8)."""
        offer, months = self.case.offers[rival.name], round(self.case.assumptions.term_months)
        yearly = [(value, label) for label, value, once in rival.charges if not once]
        least = float(offer.minimum_fee or 0)
        told = summed(yearly) if sum(v for v, _ in yearly) >= least else f"{least:,.2f} minimum fee"
        factors = {
            f"its rises over {months} months": float(index_factor(offer, months)),
            "credits expected": float(credit_factor(offer)),
        }
        how = f"({told})" + "".join(f" x {x:.6g} {w}" for w, x in factors.items() if x != 1)
        if once := [(value, label) for label, value, is_once in rival.charges if is_once]:
            how += f" + ({summed(once)}) x 12 / {months}"
        if (tax := float(tax_factor(offer))) != 1:
            how = f"({how}) x {tax:g} with tax"
        inputs, also = known(self.case, f"offers.{rival.name}", "months"), ("its fee",)
        return Traced(also[0] + f" of {rival.name}", BAND, rival.fee or 0.0, how, inputs, also=also)

    def _other_money(self, rival: Rival) -> Traced:
        """Return what a rival's year costs more than the deal's beside both fees."""
        people, spent = self.case.performers, rival.spent
        told = summed((value, name) for name, value in spent.items())
        how = f"{told} - {rival.beside:,.2f} beside this deal's fee; outsiders at bill rates"
        own = [n for n in spent if n in people and people[n].party == BUSINESS]
        inputs = known(self.case, *(f"people.{n}" for n in own),
                       *(f"bills.{n}" for n in spent if n in people and n not in own))  # fmt: skip
        parts = tuple((x.name, BUSINESS) for x in self.deal.spending if x.name != self.provider)
        label, also = f"other money of {rival.name}", ("other money",)
        return Traced(label, BAND, rival.money, how, inputs, parts, also=also)


def _mean(hours: float, total: float) -> str:
    """Return hours and their mean rate as the page tells them: their product gives the total."""
    told = round(hours, 1)
    rate = total / told if told else 0.0
    digits = next((d for d in (2, 3, 4) if round(told * round(rate, d)) == round(total)), 6)
    return f"{told:,.1f} h at {rate:,.{digits}f}"


def _claims(deal: Deal) -> Iterator[Traced]:
    """Yield this case's own figures beside what others report, in per cent."""
    b = deal.business
    for claim in deal.claims:
        if claim.after is None:
            continue
        name, inputs = REPORTS[claim.measure], known(deal.case)
        parts: tuple[tuple[str, str], ...] = (("money and hours", BUSINESS),)
        if claim.measure == "focus":
            (l0, h0), (l1, h1) = (lost_hours(deal.case, a) for a in (deal.today, deal.account))
            how = f"{l0:,.2f} of {h0:,.2f} h today, {l1:,.2f} of {h1:,.2f} h in the plan"
            parts = tuple((x.name, BUSINESS) for x in deal.spending if x.hours)
        elif claim.measure == "expenses":
            how = f"{-b.saving:,.2f} / {b.cost_today:,.2f} today" if b else ""
        else:
            how = f"{b.saving:,.2f} / {deal.case.net_income:,.2f} net income" if b else ""
            inputs = known(deal.case, "result")
        how += f"; reported: {claim.says} ({claim.source}, {claim.population})"
        yield Traced(name, REPORTED, 100 * claim.after, how, inputs, parts, unit="%")
