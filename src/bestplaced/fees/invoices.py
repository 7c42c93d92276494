"""Invoices month by month that sum to the contract price to the cent; revenue as it is earned."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from bestplaced.fees.structure import one_off, rational, recurring, to_cents

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bestplaced.case.offer import Offer
    from bestplaced.fees.structure import Usage


@dataclass(frozen=True)
class Invoice:
    """One month's invoice: money to the cent, tax apart. ``month`` counts from 1."""

    month: int
    net: Decimal
    tax: Decimal


def contract_price(offer: Offer, choice: Iterable[str], usage: Usage, months: int) -> Decimal:
    """Return everything charged over a term before tax, one-offs included, to the cent."""
    names = tuple(choice)
    return to_cents(sum(_due(offer, names, usage, months), Fraction(0)))


def invoices(offer: Offer, choice: Iterable[str], usage: Usage, months: int) -> tuple[Invoice, ...]:
    """Return one invoice a month; their net amounts sum to the contract price exactly.

    A month's recurring fee is a twelfth of the year's, raised each full year; one-offs stand on
    the first. Each amount is the cumulative price, rounded, less what was invoiced before: no cent
    is lost or charged twice.
    """
    due = _due(offer, tuple(choice), usage, months)
    rate = Fraction(0) if offer.tax is None else rational(offer.tax.rate)
    net, tax = _cumulative(due), _cumulative([amount * rate for amount in due])
    return tuple(Invoice(m + 1, net[m], tax[m]) for m in range(months))


def _due(offer: Offer, choice: tuple[str, ...], usage: Usage, months: int) -> list[Fraction]:
    """Return what each month owes, exactly."""
    rise, year = 1 + rational(offer.indexation), recurring(offer, choice, usage)
    due = [year / 12 * rise ** (m // 12) for m in range(months)]
    if due:
        due[0] += one_off(offer, choice, usage)
    return due


def _cumulative(due: Sequence[Fraction]) -> list[Decimal]:
    """Return amounts to the cent whose every running sum is the rounded running sum."""
    total, before, found = Fraction(0), Decimal("0.00"), []
    for amount in due:
        total += amount
        found.append(to_cents(total) - before)
        before = to_cents(total)
    return found


def recognised(price: Decimal, hours_sold: float, used: Sequence[float]) -> tuple[Decimal, ...]:
    """Return the revenue earned each month of a prepaid, fixed-price contract, ``price`` in sum.

    Each hour used earns its part of the price until the hours sold are used up; hours beyond them
    earn nothing more, and hours left unused are earned with the last month, when the contract ends.

    Raises:
        ValueError: no month, or negative hours.

    """
    if not used or hours_sold < 0 or any(hours < 0 for hours in used):
        message = "revenue is earned over at least one month, with hours of 0 or more"
        raise ValueError(message)
    sold, total, before, found = rational(hours_sold), Fraction(0), Decimal("0.00"), []
    for i, hours in enumerate(used):
        total += rational(hours)
        done = i == len(used) - 1 or sold == 0
        share = Fraction(1) if done else min(Fraction(1), total / sold)
        earned = to_cents(rational(price) * share)
        found.append(earned - before)
        before = earned
    return tuple(found)
