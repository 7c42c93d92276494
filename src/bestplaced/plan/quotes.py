"""Offers as the program sees them: what each part charges and covers, money a year (F8).

Volumes are data: a fee is paid for the drivers of the whole business, whichever parts are placed.
Hours that an hourly line bills without stating them are those of the work placed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from bestplaced.case.offer import HourlyFee, OfferPart
from bestplaced.effort import hours
from bestplaced.fees import deliverable, usage_of
from bestplaced.fees.structure import (
    ONE_OFF,
    charge,
    credit_factor,
    index_factor,
    tax_factor,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bestplaced.case.business import Case
    from bestplaced.case.offer import Offer

    Array = NDArray[np.float64]

Kind = Literal["own", "package", "add_on"]


@dataclass(frozen=True)
class HourlyTerm:
    """``min(cap, rate · max(0, hours of rows - included))``; money a year."""

    rate: float
    included: float
    cap: float
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Element:
    """An offer's own lines (``name`` empty), a package or an add-on.

    Of packages one is taken with the offer; an add-on may be; what is ``own`` always is.

    ``recurring`` and ``once`` are charged when it is taken, money a year; ``charges`` are
    (recurring, once, rows), charged when one of the rows lies with the provider; ``rows`` is what
    it covers and its provider may do.
    """

    name: str
    kind: Kind
    rows: tuple[int, ...]
    recurring: float
    once: float
    charges: tuple[tuple[float, float, tuple[int, ...]], ...]
    hourly: tuple[HourlyTerm, ...]


@dataclass(frozen=True)
class Quote:
    """One offer as the program sees it. ``factor`` turns a first year's recurring fee into cost.

    ``taken`` fixes whether it is (None: free); ``people`` are the provider's performers; ``today``
    is what they do today; ``saved`` (R, P) is what an offer saves at each place.
    """

    name: str
    people: tuple[int, ...]
    elements: tuple[Element, ...]
    divisible: bool
    minimum: float
    factor: float
    taken: bool | None
    today: tuple[int, ...]
    saved: Array

    @property
    def rows(self) -> frozenset[int]:
        """Everything that it may cover."""
        return frozenset(r for element in self.elements for r in element.rows)


def quotes(case: Case, taken: Mapping[str, bool] | None = None) -> tuple[Quote, ...]:
    """Return the case's offers for the program; ``taken`` fixes some by name.

    Offers of a provider inside the deal are left out unless they are fixed as taken.
    """
    fixed = taken or {}
    if not case.offers:
        return ()
    saved = _saved(case, hours(case))
    return tuple(
        _quote(case, offer, saved, taken=fixed.get(offer.name))
        for offer in case.offers.values()
        if not case.parties[offer.provider].inside_deal or fixed.get(offer.name)
    )


def _quote(case: Case, offer: Offer, saved: Array, *, taken: bool | None) -> Quote:
    months = round(case.assumptions.term_months)
    tax = tax_factor(offer)
    transfer = case.parties[offer.provider].inside_deal
    outside = tax - 1 if transfer else tax  # of a transfer only tax nobody gives back is a cost
    weight = 1.0 if outside else 0.0
    names = list(case.responsibilities)
    picked = {p.name for p in offer.packages if p.name in offer.chosen}
    elements = [
        _element(
            case,
            offer,
            OfferPart.model_construct(name="", covers=offer.covers, fee=offer.fee),
            "own",
        )
    ]
    elements += [
        _element(case, offer, part, "package")
        for part in offer.packages
        if not picked or part.name in picked
    ]
    # an add-on that the case names is taken with the offer, like its own lines
    elements += [
        _element(case, offer, part, "own" if offer.chosen else "add_on")
        for part in offer.add_ons
        if not offer.chosen or part.name in offer.chosen
    ]
    spread = float(outside) * 12 / months
    people = [p for p in case.performers.values() if p.party == offer.provider]
    return Quote(
        name=offer.name,
        people=tuple(i for i, p in enumerate(case.performers.values()) if p in people),
        elements=tuple(_spread(e, spread, weight) for e in elements),
        divisible=offer.divisible,
        minimum=weight * float(offer.minimum_fee or 0),
        factor=float(index_factor(offer, months) * credit_factor(offer) * outside),
        taken=taken,
        today=tuple(
            names.index(r)
            for r, p in case.today.items()
            if case.performers[p].party == offer.provider
        ),
        saved=saved,
    )


def _spread(element: Element, spread: float, weight: float) -> Element:
    """Return an element whose one-offs are money a year over the term."""
    return replace(
        element,
        recurring=element.recurring * weight,
        once=element.once * spread,
        charges=tuple((weight * a, spread * b, rows) for a, b, rows in element.charges),
        hourly=element.hourly if weight else (),
    )


def _element(case: Case, offer: Offer, part: OfferPart, kind: Kind) -> Element:
    row = {r: i for i, r in enumerate(case.responsibilities)}
    able = deliverable(case, offer, offer.scope)
    rows = tuple(row[r] for r in part.covers if r in able)
    usage, steady, once = usage_of(case), 0.0, 0.0
    charges, hourly = [], []
    for line in part.fee:
        where = tuple(row[r] for r in line.covers if r in able)
        if line.covers and not where:
            continue
        if isinstance(line, HourlyFee) and line.hours is None:
            cap = np.inf if line.cap is None else float(line.cap)
            everything = where or tuple(row[r] for r in able)
            hourly.append(HourlyTerm(float(line.rate), line.included, cap, everything))
            continue
        amount = float(charge(line.model_copy(update={"covers": ()}), usage))
        parts = (0.0, amount) if isinstance(line, ONE_OFF) else (amount, 0.0)
        if where:
            charges.append((*parts, where))
        else:
            steady, once = steady + parts[0], once + parts[1]
    return Element(part.name, kind, rows, steady, once, tuple(charges), tuple(hourly))


def _saved(case: Case, table: Array) -> Array:
    """Return what an offer saves at each place, money a year, shape (R, P).

    The provider's hours at its rate, and its own hours of the transition (the offer's onboarding
    pays those). 0 at places inside the business.
    """
    assumed = case.assumptions
    saved = np.zeros_like(table)
    for j, p in enumerate(case.performers.values()):
        if p.kind not in {"provider", "software"} or case.parties[p.party].inside_deal:
            continue
        for i, r in enumerate(case.responsibilities):
            saved[i, j] = table[i, j] * p.hour_cost
            before = case.performers[case.today[r]]
            if before.kind != "nobody" and before.party != p.party:
                once = assumed.transition_hours + assumed.transition_share * table[i, j]
                saved[i, j] += once * p.rate * 12 / assumed.term_months
    return saved
