"""The trace of one price of risk: how often, what an event costs each side, and the sum (F4, F5).

A risk is told in pieces: one for each pair of hands that has some of the work it hangs on. A piece
has a line for the events of a year, one for the cost of one event, and one for the price.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.deal.bearing import HAND_OFFS
from bestplaced.deal.traced import NOW, THEN, Traced, known, summed
from bestplaced.risk import Severity, effective_class
from bestplaced.risk.tags import multipliers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bestplaced.case.business import Case
    from bestplaced.deal.agreement import Deal
    from bestplaced.deal.bearing import Bearing

_NAMED = 3  # pieces of work that a name lists; of more it says how many
_LEAST = 0.005  # money: half a cent
_OFTEN = 0.5  # events a year; of more, cents of one event would add up
_HANDS = {
    "owner": "in the owner's hands",
    "in_house": "in house",
    "practice": "in a practice's hands",
    "bureau": "in a bureau's hands",
}


def of_prices(deal: Deal) -> Iterator[Traced]:
    """Yield the price of every risk in every pair of hands, today and in the plan."""
    for part in (NOW, THEN):
        for piece in pieces(deal, part):
            yield piece.traced(part)


def pieces(deal: Deal, part: str) -> tuple[Piece, ...]:
    """Return the pieces of all risks today or in the plan (``part``), those worth a cent."""
    found: dict[tuple[object, ...], list[Bearing]] = {}
    for b in deal.bearings_today if part == NOW else deal.bearings:
        if b.frequency > 0 and (abs(b.total) >= _LEAST or b.expected >= _LEAST):
            found.setdefault(_hands(deal.case, b), []).append(b)
    return tuple(Piece(deal.case, tuple(some)) for some in found.values())


def _hands(case: Case, b: Bearing) -> tuple[object, ...]:
    """Return what bearings of one piece share: the same unit, so that only their parts differ."""
    where = b.pair or ("" if b.work else b.on)
    skill = case.responsibilities[b.work].skill if b.work else 0
    kind = effective_class(case, case.performers[b.performer], skill)
    return b.risk, b.performer, b.party, where, kind, b.terms, round(b.more, 9)


@dataclass(frozen=True)
class Piece:
    """A risk in one pair of hands: bearings of one unit price."""

    case: Case
    bearings: tuple[Bearing, ...]

    @property
    def first(self) -> Bearing:
        """One of the bearings: what an event costs is the same in all."""
        return self.bearings[0]

    def sum(self, name: str) -> float:
        """Return a figure of the bearings added up."""
        return float(sum(getattr(b, name) for b in self.bearings))

    @property
    def name(self) -> str:
        """What the piece is called: ``R26 on D01``."""
        b, work = self.first, [b.work for b in self.bearings]
        if b.pair:
            return f"{b.risk} on {' and '.join(dict.fromkeys(work))} by {b.pair}"
        if not b.work:
            return f"{b.risk} on {'hand-offs with ' if b.on == HAND_OFFS else ''}{b.party}"
        if len(work) <= _NAMED:
            return f"{b.risk} on {' and '.join(work)}"
        whose = "undone" if b.performer == NOBODY else f"of {b.performer}"
        return f"{b.risk} on {len(work)} pieces of work {whose}"

    def traced(self, part: str) -> Traced:
        """Return the piece as a figure: its amount, and its price in lines of arithmetic."""
        b, shared = self.first, self.provider > 0 or self.premium > 0
        parties = (BUSINESS, b.party) if shared and b.terms != "insured" else (BUSINESS,)
        more = (f"pairs.{b.pair}",) if b.pair else ()
        settings = ("premium",) * (self.premium > 0) + ("undone",) * (b.performer == NOBODY)
        settings += ("deductible",) * (b.terms == "insured")
        names = (f"risks.{b.risk}", *more, *(f"bears.{q}" for q in parties), *settings)
        event = self._event_shared() if shared else self._event()
        sides = ((BUSINESS, "borne_by_business"), (b.party, "borne_by_provider"))
        whole = summed((self.sum(n), f"borne by {q}") for q, n in sides)
        how = "\n".join((whole, self._events(), event, *self._price()))
        return Traced(self.name, part, self.sum("total"), how, known(self.case, *names))

    @property
    def provider(self) -> float:
        """The provider's own price."""
        return self.sum("provider")

    @property
    def premium(self) -> float:
        """The insurer's premium."""
        return self.sum("premium")

    @cached_property
    def rate(self) -> float:
        """Events a year."""
        return self.sum("frequency")

    @cached_property
    def _factors(self) -> tuple[float, float]:
        b, risk = self.first, self.case.risks[self.first.risk]
        return multipliers(self.case, risk, self.case.performers[b.performer], self._skill)

    @property
    def _skill(self) -> int:
        return self.case.responsibilities[self.first.work].skill if self.first.work else 0

    def _events(self) -> str:
        """Return how many events a year there are, as a product."""
        b, f = self.first, self.case.risks[self.first.risk].frequency
        mean = f"{six(f.geometric_mean)}"
        mean += f" (root of {six(f.lo)} x {six(f.hi)})" if f.lo != f.hi else ""
        how = f"{six(self.rate)} events a year = {mean}"
        each = self.bearings[0].work and [(b.work, b.weight) for b in self.bearings]
        part = self.sum("weight")
        if each and len(each) > 1:
            listed = " + ".join(f"{r} {w:.4g}" for r, w in each)
            how += f" x {six(part)} of it on this work ({listed})"
        elif abs(part - 1) > 1e-9:  # noqa: PLR2004 - rounding
            how += f" x {six(part)} of it"
        how += f" x {self._factors[0]:.6g} {self._whose()}"
        if b.pair:
            how += f" x {b.more:.6g} more as {b.pair} is in one person's hands"
        elif abs(b.more - 1) > 1e-9:  # noqa: PLR2004 - rounding
            how += f" x {b.more:.6g} dependencies that cross"
        return how

    def _whose(self) -> str:
        """Return whose multipliers count, and why."""
        person = self.case.performers[self.first.performer]
        if self.case.risks[self.first.risk].created:
            return _HANDS["bureau" if person.risk_class == "bureau" else "practice"]
        name, extra = effective_class(self.case, person, self._skill)
        if person.kind == "nobody":
            return f"undone ({self._factors[0] / extra:g} in the owner's hands x {extra:g})"
        if person.skill < self._skill:
            return "in hands below its skill (the owner's)"
        return _HANDS[name]

    @cached_property
    def _law(self) -> Severity:
        q, most = (getattr(self.case.risks[self.first.risk], n) for n in ("severity", "max_loss"))
        law = Severity.from_quantiles(*(np.array(x) for x in (q.p5, q.p50, q.p95, most.value)))
        return law.scaled(np.array(self._factors[1]))

    @cached_property
    def _mean(self) -> float:
        """What one event costs all sides together on average, money."""
        return float(self._law.limited(self._law.max_loss)[0])

    def _fine(self, mean: float) -> str:
        """Return the mean cost of an event, so fine that a year of them is right to the cent."""
        return f"{mean:,.{2 if self.rate < _OFTEN else 4}f}"

    def _event(self) -> str:
        """Return what one event costs whoever bears all of it, worked out of its three points."""
        q, sigma = self.case.risks[self.first.risk].severity, float(self._law.sigma)
        most = min(float(self._law.max_loss), self.case.business.means)
        mean, square = (float(x) for x in self._law.limited(np.array(most)))
        median = q.p50 * self._factors[1]
        whole, wide = median * math.exp(sigma**2 / 2), median**2 * math.exp(2 * sigma**2)
        times = "" if self._factors[1] == 1 else f" x {self._factors[1]:g}"
        middle = f"({q.p50:,.2f}{times})"
        return (
            f"one event: {self._fine(mean)} in the mean = {middle} x e^(s^2 / 2) - "
            f"{max(0.0, whole - mean):,.2f} (what lies beyond {most:,.2f}); s = ln({q.p95:,.2f} / "
            f"{q.p5:,.2f}) / 3.28971 = {sigma:.6f}; its mean square ({_root(square)})^2 = "
            f"{middle}^2 x e^(2 x s^2) - {max(0.0, wide - square):,.2f} (beyond it)"
        )

    def _event_shared(self) -> str:
        """Return how one event falls on the provider, on an insurer and on the business (F5)."""
        b, case = self.first, self.case
        insured = self.premium / self.rate / (1 + case.assumptions.insurer_load)
        how = f"one event: {self._fine(self._mean)} in the mean, of which the business pays "
        how += f"{self._fine(b.business_mean)} ({_root(self._squares[0])} root mean square)"
        if b.terms == "insured":
            part = case.assumptions.insured_deductible_share
            most = case.risks[b.risk].max_loss.value
            how += (
                f", its insurer {self._fine(insured)}, above a deductible of {part:g} x {most:,.2f}"
            )
            return f"{how} = {part * most:,.2f}"
        party, paid = case.parties[b.party], self._fine(b.provider_mean)
        how += f", the provider {paid} ({_root(self._squares[1])} root mean square), its insurer "
        how += f"{self._fine(insured)}: the provider owes {b.share:.6f} of it, at most "
        how += f"{party.liability_cap:,.2f}, its policy pays above {party.deductible:,.2f}; "
        how += f"({paid} + {self._fine(insured)}) / {self._fine(b.share * self._mean)} owed = "
        return f"{how}{b.collectable:.4f} collectable\n{self._share()}"

    def _share(self) -> str:
        """Return where the provider's share comes from: by cause, whole, or the best for both."""
        b, risk = self.first, self.case.risks[self.first.risk]
        client = risk.client_control.value
        if risk.penalty:
            return f"share: {b.share:.6f} = 1 - {client:g} of the cause that is the client's"
        if b.terms == "transferred":
            return "share: all of it is transferred"
        swings = self.rate * float(self._law.limited(self._law.max_loss)[1])
        mine, theirs = self.case.business.tolerance, self.case.parties[b.party].tolerance
        own, other = self._avoided * (1 - client), self._avoided * client
        return (
            f"share: {b.share:.6f} = ({six(own)} + {six(swings / mine)}) / ({six(own)} + "
            f"{six(other)} + {six(swings / theirs)} + {six(swings / mine)}): what the provider's "
            f"care avoids, and {swings:,.0f} (events x mean square) over each side's tolerance"
        )

    @cached_property
    def _careless(self) -> float:
        """The expected loss in the owner's hands, money a year: what nobody takes care of."""
        risk = self.case.risks[self.first.risk]
        own = risk.multipliers["owner"]
        q, most = risk.severity, np.array(risk.max_loss.value)
        law = Severity.from_quantiles(*(np.array(x) for x in (q.p5, q.p50, q.p95, most)))
        mean = float(law.scaled(np.array(max(own.severity, 1e-9))).limited(most)[0])
        part = self.sum("weight") * self.first.more
        return risk.frequency.geometric_mean * part * own.frequency * mean

    @property
    def _avoided(self) -> float:
        return max(0.0, self._careless - self.sum("expected"))

    @property
    def _squares(self) -> tuple[float, float]:
        """The mean squares of what one event costs the business and the provider (money²)."""
        found = []
        for price, mean, party in (
            (self.sum("business") + self.sum("gain"), self.first.business_mean, BUSINESS),
            (self.provider, self.first.provider_mean, self.first.party),
        ):
            tolerance = self.case.parties[party].tolerance
            found.append(max(0.0, price / self.rate - mean) * 2 * tolerance)
        return found[0], found[1]

    def _price(self) -> Iterator[str]:
        """Yield the price as a sum, a line for each side (F4), and what care is missed (F5)."""
        b = self.first
        sides = [(BUSINESS, b.business_mean, self._squares[0])]
        if self.provider > 0:
            sides.append((b.party, b.provider_mean, self._squares[1]))
        for party, mean, square in sides:
            if mean <= 0:
                continue
            swings = self.rate * square / (2 * self.case.parties[party].tolerance)
            yield (
                f"price to {party}: {six(self.rate)} x {self._fine(mean)} + {six(self.rate)} x "
                f"{_root(square)}^2 / (2 x {self.case.parties[party].tolerance:,.2f}) = "
                f"{self.rate * mean:,.2f} expected + {swings:,.2f} for swings = "
                f"{self.rate * mean + swings:,.2f}"
            )
        yield from self._beside()

    def _beside(self) -> Iterator[str]:
        """Yield premium and care, what each side bears, and what it would be unshared."""
        b, load = self.first, 1 + self.case.assumptions.insurer_load
        own = b.terms == "insured"
        mine = [(self.sum("business") + self.sum("gain"), "price")]
        theirs = [(self.provider, "price")]
        if self.premium > 0:
            paid = f"{six(self.rate)} x {self._fine(self.premium / self.rate / load)} x {load:g}"
            yield f"premium: {self.premium:,.2f} = {paid}"
            (mine if own else theirs).append((self.premium, "premium"))
        client = self.case.risks[b.risk].client_control.value
        for side, amount, cause, share, whose in (
            (mine, self.sum("care_business"), 1 - client, 1 - b.effective, "the provider's"),
            (theirs, self.sum("care_provider"), client, b.effective, "the client's"),
        ):
            if amount >= _LEAST:
                yield f"{whose} want of care: {amount:,.2f} = {self._care(cause, share)}"
                side.append((amount, "care"))
        mine.append((-self.sum("gain"), "work that it has for it"))
        for party, side in ((BUSINESS, mine), (b.party, theirs)):
            terms = [(v, name) for v, name in side if abs(v) >= _LEAST]
            if len(terms) > 1:
                yield f"borne by {party}: {sum(v for v, _ in side):,.2f} = {summed(terms)}"
        if b.moved:
            yield self._unshared(client)

    def _care(self, cause: float, share: float) -> str:
        """Return what a side's want of care costs the other, as arithmetic (F5)."""
        more = f"({self._careless:,.2f} - {self.sum('expected'):,.2f}) more if careless"
        return f"0.5 x {cause:g} of the cause x {more} x {share:.6f}^2"

    def _unshared(self, client: float) -> str:
        """Return what the business would bear if nothing of this piece were shared (F10)."""
        mine = self.case.business
        mean, square = (float(x) for x in self._law.limited(np.array(mine.means)))
        how = f"if the business bore all of it: {self.sum('alone'):,.2f} = {six(self.rate)} x "
        how += f"{mean:,.2f} + {six(self.rate)} x {_root(square)}^2 / (2 x {mine.tolerance:,.2f})"
        if self._avoided >= _LEAST:
            how += f" + {self._care(1 - client, 1.0)}"
        gain = self.sum("expected") if self.case.risks[self.first.risk].transfer else 0.0
        return how + (f" - {gain:,.2f} work that it has for it" if gain else "")


def six(value: float) -> str:
    """Return a figure with six digits that count, and no power of ten."""
    told = f"{value:.6g}"
    return told if "e" not in told else f"{value:.11f}".rstrip("0")


def _root(square: float) -> str:
    return f"{math.sqrt(square):,.2f}"
