"""F8: what an offer charges for given volumes and hours.

Every figure is rational, so that sums, bands and crossovers are exact; cents are rounded once, by
`to_cents`. Volumes, hours and money are a year unless said otherwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from bestplaced.case.offer import (
    BandedFee,
    CleanUpFee,
    FixedFee,
    HourlyFee,
    IncludedFee,
    OnboardingFee,
    PercentFee,
    UnitFee,
)
from bestplaced.errors import CaseError, Fault
from bestplaced.fees.scope import parts_taken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bestplaced.case.business import Case
    from bestplaced.case.offer import FeeLine, Offer

ONE_OFF = (OnboardingFee, CleanUpFee)


def rational(value: Decimal | float) -> Fraction:
    """Return a figure as written, exactly: 0.1 is one tenth."""
    return Fraction(value if isinstance(value, Decimal) else Decimal(str(value)))


def to_cents(value: Fraction) -> Decimal:
    """Return money to the cent, half up; the one place where a fee is rounded."""
    return Decimal(math.floor(value * 100 + Fraction(1, 2))).scaleb(-2)


@dataclass(frozen=True)
class Usage:
    """What a year takes.

    ``volumes`` by driver (and ``staff``, ``revenue``); ``hours`` by responsibility that lies with
    the provider under the offer; ``months_behind`` of the books.
    """

    volumes: Mapping[str, Fraction]
    hours: Mapping[str, Fraction] = field(default_factory=dict)
    months_behind: Fraction = Fraction(0)


def usage_of(
    case: Case,
    hours: Mapping[str, float] | None = None,
    volumes: Mapping[str, float] | None = None,
) -> Usage:
    """Return a case's usage; ``volumes`` replaces some, ``hours`` are those of the work placed."""
    known = {**case.volumes, "staff": case.staff, "revenue": case.revenue, **(volumes or {})}
    return Usage(
        {name: rational(value) for name, value in known.items()},
        {name: rational(value) for name, value in (hours or {}).items()},
        rational(case.deal_terms.months_behind),
    )


def charge(line: FeeLine, usage: Usage) -> Fraction:  # noqa: PLR0911 - one for each kind
    """Return what one line charges: a year, or once for onboarding and clean-up.

    Nothing where the line is for work that does not lie with the provider.
    """
    if line.covers and not set(line.covers) & set(usage.hours):
        return Fraction(0)
    match line:
        case FixedFee():
            return rational(line.a_year)
        case HourlyFee():
            return _hourly(line, usage)
        case UnitFee():
            return rational(line.price) * usage.volumes[line.driver]
        case BandedFee():
            return _banded(line, usage.volumes[line.driver])
        case IncludedFee():
            return _included(line, usage.volumes[line.driver])
        case PercentFee():
            base = usage.volumes["revenue"] if line.amount is None else rational(line.amount)
            return rational(line.rate) * base
        case OnboardingFee():
            return rational(line.amount)
        case CleanUpFee():
            return clean_up(line, usage.months_behind)


def clean_up(line: CleanUpFee, months: Fraction) -> Fraction:
    """Return ``c · m^g`` (a power that is no whole number is rounded to 12 places)."""
    if months <= 0:
        return Fraction(0)
    if line.exponent == line.exponent.to_integral_value():
        return rational(line.amount) * months ** int(line.exponent)
    behind = Decimal(months.numerator) / Decimal(months.denominator)
    power = (behind**line.exponent).quantize(Decimal("1e-12"))
    return rational(line.amount) * rational(power)


def _hourly(line: HourlyFee, usage: Usage) -> Fraction:
    """``min(cap, rate · max(0, hours - included))``."""
    if line.hours is not None:
        hours = rational(line.hours)
    else:
        work = line.covers or tuple(usage.hours)
        hours = sum((usage.hours.get(r, Fraction(0)) for r in work), Fraction(0))
    full = rational(line.rate) * max(Fraction(0), hours - rational(line.included))
    return full if line.cap is None else min(full, rational(line.cap))


def _banded(line: BandedFee, volume: Fraction) -> Fraction:
    """The fee of the band in which the volume lies, its upper edge included."""
    scale = 12 if line.per == "month" else 1
    total = Fraction(0)
    for band in line.bands:
        above = rational(band.above) * scale
        up_to = None if band.up_to is None else rational(band.up_to) * scale
        inside = up_to is None or volume <= up_to
        if line.graduated:
            end = volume if up_to is None else min(volume, up_to)
            total += rational(band.price or Decimal(0)) * max(Fraction(0), end - above)
        elif inside:
            if band.price is not None:
                return rational(band.price) * volume
            if band.yearly is not None:
                return rational(band.yearly)
            return rational(band.monthly or Decimal(0)) * 12
    return total


def _included(line: IncludedFee, volume: Fraction) -> Fraction:
    """Base, then the excess above the band; below the band a refund."""
    quantity = rational(line.quantity) * (12 if line.per == "month" else 1)
    band = rational(line.band)
    over = max(Fraction(0), volume - quantity * (1 + band))
    under = max(Fraction(0), quantity * (1 - band) - volume)
    return rational(line.a_year) + rational(line.overage) * over - rational(line.refund) * under


def _lines(offer: Offer, choice: Iterable[str]) -> Iterator[FeeLine]:
    for _, fee in parts_taken(offer, choice):
        yield from fee


def recurring(offer: Offer, choice: Iterable[str], usage: Usage) -> Fraction:
    """Return the first year's recurring fee, the minimum fee kept, before tax."""
    lines = [line for line in _lines(offer, choice) if not isinstance(line, ONE_OFF)]
    total = sum((charge(line, usage) for line in lines), Fraction(0))
    least = Fraction(0) if offer.minimum_fee is None else rational(offer.minimum_fee)
    return max(least, total)


def one_off(offer: Offer, choice: Iterable[str], usage: Usage) -> Fraction:
    """Return what is paid once: onboarding and clean-up, before tax."""
    lines = [line for line in _lines(offer, choice) if isinstance(line, ONE_OFF)]
    return sum((charge(line, usage) for line in lines), Fraction(0))


def index_factor(offer: Offer, months: int) -> Fraction:
    """Return the recurring fee averaged over a term, relative to the first year's."""
    rise = 1 + rational(offer.indexation)
    return sum((rise ** (m // 12) for m in range(months)), Fraction(0)) / months


def tax_factor(offer: Offer) -> Fraction:
    """Return 1 plus the tax that the business does not get back."""
    if offer.tax is None or offer.tax.recoverable:
        return Fraction(1)
    return 1 + rational(offer.tax.rate)


def credit_factor(offer: Offer) -> Fraction:
    """Return 1 less the service credits expected."""
    if offer.credits is None:
        return Fraction(1)
    return 1 - rational(offer.credits.share) * rational(offer.credits.missed)


def yearly_cost(offer: Offer, choice: Iterable[str], usage: Usage, months: int) -> Fraction:
    """Return what the offer costs a year, averaged over a term of ``months`` (F8).

    ``recurring · indexation · (1 - credits expected) · (1 + tax not recovered) + one-offs · (1 +
    tax not recovered) · 12 / months``.
    """
    names = tuple(choice)
    steady = recurring(offer, names, usage) * index_factor(offer, months) * credit_factor(offer)
    once = one_off(offer, names, usage) * Fraction(12, months)
    return (steady + once) * tax_factor(offer)


def unit_price(offer: Offer, choice: Iterable[str], driver: str, usage: Usage) -> Fraction:
    """Return the price a unit of a driver, for an offer that is priced by it and nothing else.

    Raises:
        CaseError: a retainer, a band, a cap, a minimum: such a fee has no unit price.

    """
    lines = list(_lines(offer, choice))
    others = [line for line in lines if not (isinstance(line, UnitFee) and line.driver == driver)]
    reasons = sorted({line.kind.replace("_", "-") for line in others})
    if offer.minimum_fee is not None:
        reasons.append("minimum fee")
    if reasons or not lines:
        what = f"its fee is no price for each of {driver} (it has: {', '.join(reasons)})"
        volume, price = usage.volumes.get(driver, Fraction(0)), recurring(offer, choice, usage)
        if volume and price:
            low, high = to_cents(price / volume), to_cents(price / (volume * 2))
            what += f": the quotient, {low} now, would be {high} for a retainer at twice the volume"
        raise CaseError(
            Fault(
                f"{what}, and compares nothing.",
                f"offer '{offer.name}'",
                "Compare the cost of the whole workload instead.",
            )
        )
    return sum((rational(line.price) for line in lines if isinstance(line, UnitFee)), Fraction(0))
