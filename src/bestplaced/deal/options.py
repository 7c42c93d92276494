"""Three ways to work together, each a plan of its own with its fee: the books, the best, the most.

Each option is priced like the deal itself (F10): its own floor, its own ceiling, the same share of
the band. What an option breaks is named; an option that breaks a rule is not on offer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.deal.band import AGAINST_TODAY, Band, fee_band
from bestplaced.deal.bearing import Bearings
from bestplaced.deal.ceilings import AT_BILL_RATES
from bestplaced.deal.provider import provider_side
from bestplaced.deal.split import inside_providers
from bestplaced.plan import Verifier
from bestplaced.plan.reference import narrower_plan

if TYPE_CHECKING:
    from bestplaced.case.responsibility import Tier
    from bestplaced.deal.agreement import Deal
    from bestplaced.plan import Account, Outcome

Name = Literal["books", "direction", "recommended", "everything"]
NARROWER: dict[Name, tuple[Tier, ...]] = {
    "books": ("admin", "bookkeeping"),
    "direction": ("admin", "bookkeeping", "direction"),
}


@dataclass(frozen=True)
class Option:
    """One way to work together; money and hours a year.

    ``moved`` is the work that the provider does, by tier; ``business_gain`` is what is left to the
    business at ``fee`` after tax nobody gives back. ``fee`` is None where there is no band.
    """

    name: Name
    account: Account
    surplus: float
    band: Band
    fee: float | None
    business_gain: float | None
    moved: dict[Tier, tuple[str, ...]]
    hours: float
    owner_hours: float

    @property
    def broken(self) -> tuple[str, ...]:
        """The rules it breaks; none for what is on offer."""
        return self.account.broken


def options(outcome: Outcome, deal: Deal, time_limit: float | None = None) -> tuple[Option, ...]:
    """Return up to three options: a narrower one, the best plan, everything that may be moved.

    The narrower one is the books alone, or the books and direction where the books alone leave no
    band. Empty where the deal's provider has no known cost, or several have one: the others' fees
    would differ from option to option. An option that another one equals is left out, as is one
    that the time limit did not let us find.
    """
    if deal.provider is None or deal.side is None or len(inside_providers(outcome.case)) > 1:
        return ()
    bearings = Bearings(Verifier(outcome.case))
    found: list[Option] = []
    for name, tiers in NARROWER.items():
        account = narrower_plan(outcome.case, bearings.verifier, deal.provider, tiers, time_limit)
        if account is None or not _differs(outcome, deal, account):
            continue
        narrower = _option(outcome, deal, name, account, bearings)
        if not found or narrower.fee is not None:
            found = [narrower]
        if narrower.fee is not None:
            break
    found.append(_option(outcome, deal, "recommended", deal.account, bearings))
    everything = outcome.references.get("everything moved")
    if everything is not None and _differs(outcome, deal, everything):
        found.append(_option(outcome, deal, "everything", everything, bearings))
    return tuple(found)


def _differs(outcome: Outcome, deal: Deal, account: Account) -> bool:
    """Return whether an account uses the provider otherwise than the deal does."""
    people = outcome.case.performers
    used = any(people[p].party == deal.provider for p in account.placements.values())
    return used and account.placements != deal.account.placements


def _option(
    outcome: Outcome, deal: Deal, name: Name, account: Account, bearings: Bearings
) -> Option:
    """Return one account as an option."""
    case, party = outcome.case, deal.provider
    assert party is not None  # noqa: S101 - `options` has looked
    assert deal.side is not None  # noqa: S101 - as above
    assert deal.worth is not None  # noqa: S101 - as above
    borne, earned = bearings.under(account.placements), deal.side.profit_today
    side = provider_side(case, bearings.verifier, account, borne, party, earned)
    surplus = deal.today.objective - account.objective
    over_need_today = deal.worth.value - deal.surplus - deal.side.need  # paid today beyond need
    before_fee = surplus + side.need + over_need_today
    switching = case.deal_terms.switching_cost * 12 / case.assumptions.term_months
    tax = case.deal_terms.fee_tax
    ceilings = {AGAINST_TODAY: before_fee}
    if side.standard > 0:
        ceilings[AT_BILL_RATES] = side.standard * (1 + tax) + switching
    band = deal.band if name == "recommended" and deal.band else fee_band(side.floor, ceilings, tax)
    fee = deal.fee if name == "recommended" else band.fee(deal.beta)
    moved: dict[Tier, tuple[str, ...]] = {}
    for r, p in account.placements.items():
        tier = case.responsibilities[r].tier
        if case.performers[p].party == party:
            moved[tier] = (*moved.get(tier, ()), r)
    owner = case.owner.name
    return Option(
        name=name,
        account=account,
        surplus=surplus,
        band=band,
        fee=fee,
        business_gain=None if fee is None else before_fee - fee * (1 + tax),
        moved=moved,
        hours=side.hours,
        owner_hours=account.people[owner].load if owner in account.people else 0.0,
    )


def kept(outcome: Outcome, account: Account) -> tuple[str, ...]:
    """Return the responsibilities that stay with the business under a plan."""
    people = outcome.case.performers
    return tuple(
        r for r, p in account.placements.items() if p != NOBODY and people[p].party == BUSINESS
    )
