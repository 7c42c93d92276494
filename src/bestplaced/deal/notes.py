"""What both sides of a deal should be told beside its figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.case.business import NOBODY
from bestplaced.case.currency import currency_amount
from bestplaced.catalogue.people import stand_in
from bestplaced.deal.provider import CREEP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bestplaced.case.business import Case
    from bestplaced.deal.band import Band
    from bestplaced.deal.business_side import BusinessSide
    from bestplaced.deal.provider import ProviderSide
    from bestplaced.deal.spending import Spending
    from bestplaced.plan import Account

_IDLE = 1.0  # hours a year


@dataclass(frozen=True)
class Struck:
    """The deal as far as notes speak of it; ``inside``: its provider's cost is known."""

    case: Case
    today: Account
    name: str
    band: Band
    side: ProviderSide | None
    business: BusinessSide | None
    spending: Sequence[Spending]
    inside: bool
    fee_today: float


def notes(deal: Struck) -> tuple[str, ...]:
    """Return what both sides should be told, each without a full stop at its end."""
    told = (_band, _as_now, _assumed, _idle, _ending, _creep)
    return tuple(said for tell in told for said in tell(deal))


def unpaid(
    case: Case, sides: Mapping[str, ProviderSide], fees: Mapping[str, float | None], name: str
) -> tuple[str, ...]:
    """Return which other providers of known cost have no fee at which both win."""
    return tuple(
        f"with {q} there is no fee at which both win; here it counts at the "
        f"{currency_amount(case.currency, side.need)} it needs, less than it works from. See "
        f"--provider '{q}'"
        for q, side in sides.items()
        if q != name and fees[q] is None
    )


def _band(deal: Struck) -> Iterator[str]:
    """Say where no provider's cost is known, or no fee leaves both better off."""
    if deal.side is None:
        yield (
            f"{deal.name}'s cost is not known: only what the business can pay is shown, no floor, "
            "no split and no surplus of the provider's"
        )
    elif deal.band.closed:
        currency = deal.case.currency
        low, high = (currency_amount(currency, v) for v in (deal.side.floor, deal.band.ceiling))
        yield (
            f"there is no fee at which both win: {deal.name} works from {low}, and with "
            f"{deal.band.cut_by} open to it the business pays at most {high}"
        )


def _as_now(deal: Struck) -> Iterator[str]:
    """Say what the provider is taken to do today, and for what, where the case does not."""
    people, case = deal.case.performers, deal.case
    served = [
        r for r, p in deal.today.placements.items() if p != NOBODY and people[p].party == deal.name
    ]
    absent = deal.name == stand_in().name
    if absent:
        yield (
            f"the case names no provider; {deal.name} is a usual one of the catalogue, with its "
            "usual rates. Write yours under 'providers'"
        )
    if not (served and deal.inside and not deal.fee_today):
        return
    work = ", ".join(f"{r} {case.responsibilities[r].name}" for r in served)
    assumed = any(f"today.{r}" in case.provenance for r in served)
    yield (
        f"{deal.name} is {'taken to do' if assumed else 'said to do'} {work} today, for what that "
        "costs it: write who does it under 'today', what is paid for it as 'fee_today' under 'deal'"
    )


def _idle(deal: Struck) -> Iterator[str]:
    """Say who is paid today without any finance work in the case."""
    for item in deal.spending:
        if item.hours is None or not item.hours[0].paid or item.hours[0].worked > _IDLE:
            continue
        yield (
            f"{item.name} is paid for {item.hours[0].paid:,.0f} hours and has no finance work "
            "today in this case: write under 'today' what is theirs, or ending it costs nothing"
        )


def _ending(deal: Struck) -> Iterator[str]:
    """Say whose paid hours the plan ends, and what that costs besides."""
    ended = [
        f"{x.hours[0].paid - x.hours[1].paid:,.0f} paid hours of {x.name}"
        for x in deal.spending
        if x.hours is not None
        and x.hours[0].paid is not None
        and x.hours[1].paid is not None
        and x.hours[0].paid - x.hours[1].paid >= _IDLE
    ]
    if ended:
        yield (
            f"{' and '.join(ended)} end and count as saved in full from the first day: ending or "
            "shortening a job takes notice and perhaps severance, which no figure here holds, and "
            "the plan rests on it"
        )


def _assumed(deal: Struck) -> Iterator[str]:
    """Say which of the figures that weigh most the case does not write."""
    case, currency = deal.case, deal.case.currency
    told: list[str] = []
    owned: list[str] = []
    paid: list[str] = []
    if "net_income" in case.provenance:
        told.append(f"the yearly result ({currency_amount(currency, case.net_income)})")
    keys: list[str] = []
    for x in deal.spending:
        if x.hours is not None and f"people.{x.name}.rate" in case.provenance:
            rate = currency_amount(currency, case.performers[x.name].rate, cents=True)
            (owned if x.hours[0].paid is None else paid).append(f"{x.name} ({rate})")
            keys = ["the 'rate' of each"]
    told += [f"what an hour of {' and '.join(owned)} is worth"] * bool(owned)
    told += [f"the pay of {', '.join(paid)}"] * bool(paid)
    if told:
        if len(owned) + len(paid) == 1:
            keys = ["the 'rate'"]
        keys = ["'net_income'"] * ("net_income" in case.provenance) + keys
        yield (
            f"the case does not say {', '.join(told)}: the catalogue's usual figures stand in. "
            f"Write {' and '.join(keys)}"
        )


def _creep(deal: Struck) -> Iterator[str]:
    """Say from which growth of hours on the provider loses money."""
    side, business = deal.side, deal.business
    if side is None or business is None:
        return
    worst = [x for x in CREEP if side.profit(business.fee, x) < 0]
    if worst:
        yield (
            f"at this fee {deal.name} loses money, before overheads, once hours grow "
            f"{side.bearable(business.fee):.0%} beyond the priced ones (reported overruns: 15 to "
            "35 %): count volumes, and change the fee when they leave the band"
        )
