"""Written offers as rivals: what each asks for the work that the deal's provider would do (F10).

The business compares whole years. An offer taken as quoted, with everything it leaves out done at
its next best place, leaves it a year of its own: fee, hours, risk it keeps, decisions. The fee at
which the deal's plan is exactly as good is what the offer asks for the same work. The deal's fee
holds no clean-up, which stands apart; so then does a rival's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.deal.bearing import Bearings
from bestplaced.fees.scope import parts_taken
from bestplaced.fees.structure import ONE_OFF, charge, usage_of
from bestplaced.plan import Verifier
from bestplaced.plan.assembly import assemble
from bestplaced.plan.comparison import buyers_view, hours_bought
from bestplaced.plan.reference import QUOTED, as_quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.case.business import Case
    from bestplaced.case.offer import Offer
    from bestplaced.deal.bearing import Bearing
    from bestplaced.fees.structure import Usage
    from bestplaced.plan import Account


@dataclass(frozen=True)
class OwnYear:
    """A year of the business under a plan, what it pays the deal's provider left out; money.

    ``fee`` is paid for the offer taken, ``money`` for everything else (hours, hand-offs, bill
    rates), ``risk`` is the price of what it bears itself, ``decisions`` their value.
    """

    fee: float
    money: float
    risk: float
    decisions: float

    @property
    def total(self) -> float:
        """Everything, less the value of decisions."""
        return self.fee + self.money + self.risk - self.decisions


@dataclass(frozen=True)
class Rival:
    """Another offer, for the same work and scope: what it costs the business, money a year.

    ``cost`` has gaps priced in and tax that nobody gives back added: ``fee + money + risk -
    decisions``, where ``fee`` is the offer's own and the rest is what the business's year then
    costs more than beside the deal's provider. ``own`` says that the offer is that provider's;
    ``covers`` is the work done under it, in ``hours`` a year. ``spent`` is what its year costs
    beside its fee, by person and item, ``beside`` what the deal's costs beside its provider's:
    ``money`` is the one less the other. ``charges`` are the lines of its fee (label, money,
    whether once), before rises, credits and tax; ``bought`` the hours that the quote states.
    """

    name: str
    cost: float
    provider: str = ""
    parts: tuple[str, ...] = ()
    fee: float | None = None
    money: float = 0.0
    risk: float = 0.0
    decisions: float = 0.0
    own: bool = False
    covers: tuple[str, ...] = ()
    hours: float = 0.0
    spent: dict[str, float] = field(default_factory=dict[str, float])
    beside: float = 0.0
    charges: tuple[tuple[str, float, bool], ...] = ()
    bought: float | None = None


def own_year(account: Account, borne: Sequence[Bearing]) -> OwnYear:
    """Return the business's year under a plan, everybody outside paid as the account says.

    What others bear is theirs: their fee pays them for it.
    """
    others = sum(b.borne_by_provider for b in borne if b.party != BUSINESS)
    others += sum(s.charge for s in account.swings if s.bearer != BUSINESS)
    return OwnYear(
        account.fee, account.cost - account.fee, account.risk - others, account.decisions
    )


def rivals_of(
    case: Case, own: OwnYear, provider: str | None, time_limit: float | None = None
) -> tuple[Rival, ...]:
    """Return the case's offers as rivals of a deal that leaves the business its ``own`` year.

    ``provider`` is the deal's. Without offers there are none.
    """
    if not case.offers:
        return ()
    buyer = buyers_view(case)
    if provider is not None and case.parties[provider].inside_deal and own.fee == 0:
        terms = buyer.deal_terms.model_copy(update={"months_behind": 0.0})
        buyer = buyer.model_copy(update={"deal_terms": terms})
    verifier = Verifier(buyer)
    bearings, found = Bearings(verifier), []
    quoted = as_quoted(buyer, assemble(buyer, tags=verifier.tags), verifier, time_limit)
    for name, offer in buyer.offers.items():
        account = quoted.get(f"{QUOTED}: {name}")
        if account is None or account.broken:
            continue
        year = own_year(account, bearings.under(account.placements))
        money, risk = year.money - own.fee - own.money, year.risk - own.risk
        decisions = year.decisions - own.decisions
        parts = account.offers.get(name, ())
        work = {r: account.hours[r] for r in account.under_offer}
        found.append(
            Rival(
                name=name,
                cost=year.fee + money + risk - decisions,
                provider=offer.provider,
                parts=parts,
                fee=year.fee,
                money=money,
                risk=risk,
                decisions=decisions,
                own=offer.provider == provider,
                covers=tuple(work),
                hours=sum(work.values()),
                spent=_spent(account),
                beside=own.fee + own.money,
                charges=_charges(offer, parts, usage_of(buyer, work)),
                bought=hours_bought(offer, parts),
            )
        )
    return tuple(found)


def _charges(
    offer: Offer, parts: tuple[str, ...], usage: Usage
) -> tuple[tuple[str, float, bool], ...]:
    """Return what each line of an offer's fee charges: (label, money, whether once)."""
    lines = [line for _, fee in parts_taken(offer, parts) for line in fee]
    found = [
        (line.label or line.kind.replace("_", "-"), float(charge(line, usage)), line)
        for line in lines
    ]
    return tuple((label, sum_, isinstance(line, ONE_OFF)) for label, sum_, line in found if sum_)


def _spent(account: Account) -> dict[str, float]:
    """Return what a year costs beside the fees of offers, item by item, money a year."""
    items = {name: year.cost for name, year in account.people.items() if year.cost}
    items["hand-offs"] = account.hand_offs
    items["moving the work"] = sum(account.transition.values())
    items["finding and watching providers"] = sum(account.provider_upkeep.values())
    return {name: value for name, value in items.items() if value}
