"""Quotes of any structure compared on the same workload and scope, as the business pays (F8).

Each offer is pinned and the rest solved again: what it leaves out is done inside, by whom it is
with today, or by a provider at its rate. Costs follow the volumes; placements stay as solved.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.errors import CaseError, Fault
from bestplaced.fees import deliverable, one_off, parts_taken, recurring, to_cents, usage_of
from bestplaced.fees.structure import rational, tax_factor
from bestplaced.plan.assembly import assemble
from bestplaced.plan.reference import QUOTED, as_quoted, without_offers
from bestplaced.plan.verify import Account, Verifier

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from bestplaced.case.business import Case
    from bestplaced.case.offer import Offer
    from bestplaced.fees import Usage

POINTS = ("10 %", "50 %", "90 %")
NO_OFFER = "no offer"


@dataclass(frozen=True)
class Option:
    """One offer as quoted (or none), the rest of the work done as is best beside it.

    Money in the case's currency: ``cost`` a year at the 10, 50 and 90 % points of volumes, ``fee``
    likewise; ``first_year`` is the fee paid in the first twelve months with its one-offs. ``gaps``
    is work of the compared scope that it leaves out -> who does it then; ``undeliverable`` is what
    it names but may not do. ``hours_bought`` as the quote states it, ``hours_needed`` by the model,
    ``done_today`` those that each person of today spends on the same work. ``owed_after`` is what
    its minimum term still binds the business to pay after the case's term, tax not recovered
    included; it is no part of ``cost``.
    """

    name: str
    offer: Offer | None
    parts: tuple[str, ...]
    account: Account
    fee: tuple[float, float, float]
    cost: tuple[float, float, float]
    first_year: Decimal
    gaps: dict[str, str]
    undeliverable: tuple[str, ...]
    hours_bought: float | None
    hours_needed: float
    done_today: dict[str, float]
    owed_after: Decimal
    stretched: tuple[str, ...]

    @property
    def total(self) -> float:
        """Cost, price of risk, less the value of decisions, at the usual volumes; money a year."""
        return self.account.objective


@dataclass(frozen=True)
class Comparison:
    """All options beside each other; ``scope`` is everything that any of the offers covers."""

    case: Case
    scope: tuple[str, ...]
    inside_hours: float
    options: tuple[Option, ...]
    impossible: tuple[str, ...]


def buyers_view(case: Case) -> Case:
    """Return the case as the business pays: every provider at fee or bill rate, none at cost."""
    parties = {n: p.model_copy(update={"inside_deal": False}) for n, p in case.parties.items()}
    parties[BUSINESS] = case.business
    people = {
        n: p.model_copy(
            update={"hour_cost": p.bill_rate, "rate": p.bill_rate, "lost_hour_cost": 0.0}
        )
        if p.kind in {"provider", "software"}
        else p
        for n, p in case.performers.items()
    }
    return case.model_copy(update={"parties": parties, "performers": people})


def volumes_at(case: Case, point: int) -> dict[str, float]:
    """Return all volumes of a slow (0), usual (1) or busy (2) year.

    All drivers move together: since fees and hours rise with volumes, the points of the sum are
    then the sums of the points, and no joint distribution has to be guessed.
    """
    if point == 1:
        return dict(case.volumes)
    spread = (case.assumptions.volume_low, 1.0, case.assumptions.volume_high)[point]
    return {
        name: case.volume_ranges[name][point // 2] if name in case.volume_ranges else value * spread
        for name, value in case.volumes.items()
    }


def compare(case: Case, time_limit: float | None = None) -> Comparison:
    """Return the case's offers compared on one workload.

    Raises:
        CaseError: the case has no offers.

    """
    if not case.offers:
        remedy = "Write each quote under 'offers:'; docs/how-to/compare-quotes.md shows how."
        raise CaseError(Fault("the case has no offers to compare.", remedy=remedy))
    buyer = buyers_view(case)
    verifier, problem = Verifier(buyer), assemble(buyer)
    plans = {NO_OFFER: without_offers(buyer, problem, verifier, time_limit)}
    quoted = as_quoted(buyer, problem, verifier, time_limit)
    plans |= {name: quoted.get(f"{QUOTED}: {name}") for name in buyer.offers}
    found = {
        name: account
        for name, account in plans.items()
        if account is not None and not account.broken
    }
    scope = tuple(
        r
        for r in buyer.responsibilities
        if any(r in account.under_offer for account in found.values())
    )
    years = [Verifier(buyer.model_copy(update={"volumes": volumes_at(buyer, i)})) for i in range(3)]
    options = tuple(_option(buyer, n, a, scope, years) for n, a in found.items())
    inside = sum(verifier.standard(r) for r in scope)
    impossible = tuple(name for name in buyer.offers if name not in found)
    return Comparison(buyer, scope, inside, options, impossible)


def _option(
    case: Case, name: str, account: Account, scope: tuple[str, ...], years: list[Verifier]
) -> Option:
    """Return one plan as an option, recounted at three volumes."""
    offer = case.offers.get(name)
    parts = account.offers.get(name, ())
    low, usual, busy = (year.account(account.placements, offers=account.offers) for year in years)
    covered = account.under_offer
    usage = usage_of(case, {r: account.hours[r] for r in covered})
    first, bought = Fraction(0), None
    undeliverable: tuple[str, ...] = ()
    owed = Fraction(0)
    if offer is not None:
        first = (recurring(offer, parts, usage) + one_off(offer, parts, usage)) * tax_factor(offer)
        named = [r for covers, _ in parts_taken(offer, parts) for r in covers]
        undeliverable = tuple(r for r in named if r not in deliverable(case, offer, named))
        bought = hours_bought(offer, parts)
        owed = owed_after(offer, parts, usage, round(case.assumptions.term_months))
    return Option(
        name=name,
        offer=offer,
        parts=parts,
        account=account,
        fee=(low.fee, usual.fee, busy.fee),
        cost=(low.cost, usual.cost, busy.cost),
        first_year=to_cents(first),
        gaps={r: account.placements[r] for r in scope if r not in covered} if offer else {},
        undeliverable=undeliverable,
        hours_bought=bought,
        hours_needed=sum(account.hours[r] for r in covered),
        done_today=_done_today(years[1], covered),
        owed_after=to_cents(owed),
        stretched=tuple(f for f in busy.broken if f.startswith("capacity")),
    )


def _done_today(year: Verifier, work: Iterable[str]) -> dict[str, float]:
    """Return the hours a year that each person of today spends on some work, most first."""
    today, found = year.today(), dict[str, float]()
    for r in work:
        who = today.placements[r]
        if who != NOBODY:
            found[who] = found.get(who, 0.0) + today.hours[r]
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def owed_after(offer: Offer, parts: tuple[str, ...], usage: Usage, months: int) -> Fraction:
    """Return the recurring fee of the minimum term's months beyond ``months``, as it is paid."""
    rise, year = 1 + rational(offer.indexation), recurring(offer, parts, usage)
    beyond = range(months, offer.term_months or 0)
    return sum((year / 12 * rise ** (m // 12) for m in beyond), Fraction(0)) * tax_factor(offer)


def hours_bought(offer: Offer, parts: tuple[str, ...]) -> float | None:
    """Return the hours a year that a quote says it buys; nothing where it does not say."""
    taken = [p for p in (*offer.packages, *offer.add_ons) if p.name in parts]
    stated = [h for h in (offer.hours, *(p.hours for p in taken)) if h is not None]
    return sum(stated) if stated else None
