"""The terms of the quotes that a plan takes from one provider: they bind, and replace proposals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bestplaced.case.offer import Offer
    from bestplaced.engagement.scope import Scope
    from bestplaced.plan import Account


@dataclass(frozen=True)
class QuotedTerms:
    """What the quotes taken say beside the fee; ``None`` or empty where they are silent.

    ``notice_months`` and ``term_months`` are the longest of any quote; ``credits`` (share of the
    fee given back when a level is missed) and ``rises`` (share a year) are by quote.
    """

    quotes: tuple[str, ...] = ()
    notice_months: float | None = None
    term_months: float | None = None
    credits: tuple[tuple[str, float], ...] = ()
    rises: tuple[tuple[str, float], ...] = ()


def quoted_terms(scope: Scope, account: Account) -> QuotedTerms:
    """Return the terms of the provider's quotes that an account takes."""
    offers = scope.case.offers
    taken = [offers[name] for name in account.offers if offers[name].provider == scope.provider]
    return QuotedTerms(
        quotes=tuple(offer.name for offer in taken),
        notice_months=_longest([float(o.notice_months) for o in taken]),
        term_months=_longest([float(o.term_months or 0) for o in taken]),
        credits=tuple((o.name, credit) for o in taken if (credit := _credit(o)) > 0),
        rises=tuple((o.name, float(o.indexation)) for o in taken if o.indexation > 0),
    )


def _longest(months: list[float]) -> float | None:
    """Return the longest time stated, or nothing."""
    return max((m for m in months if m > 0), default=None)


def _credit(offer: Offer) -> float:
    """Return the share of the fee that an offer gives back when a level is missed."""
    return 0.0 if offer.credits is None else float(offer.credits.share)
