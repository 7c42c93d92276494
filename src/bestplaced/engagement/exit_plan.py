"""The way out, agreed at the start: what is handed back, in which order, and how it is checked.

Built backwards from the scope: work that rests on other work is handed back first, so that nothing
stands without what it rests on. Hours are the plan's hand-over hours (F9), once, for each side.
"""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from bestplaced.catalogue.services import load_services
from bestplaced.engagement.quoted import quoted_terms

if TYPE_CHECKING:
    from bestplaced.case.responsibility import Access
    from bestplaced.engagement.scope import Scope
    from bestplaced.plan import Account


@dataclass(frozen=True)
class HandBack:
    """One responsibility handed back: its papers, the access that ends, the hours of each side.

    ``overlap_weeks`` is how long the next hands work beside.
    """

    responsibility: str
    name: str
    outputs: str
    inputs: str
    access: Access
    overlap_weeks: float
    hours: float


@dataclass(frozen=True)
class ExitPlan:
    """The hand-back of a whole scope, in order.

    ``notice_months`` is the longest that a quote taken states, else, like ``hand_back_days``
    (business days), a proposal to be agreed; ``access`` lists every kind of access that ends;
    ``authorities`` what has to be taken back there.
    """

    hand_backs: tuple[HandBack, ...]
    notice_months: float
    hand_back_days: float
    access: tuple[Access, ...]
    authorities: tuple[str, ...]

    @property
    def hours(self) -> float:
        """Hand-over hours of each side, once."""
        return sum(item.hours for item in self.hand_backs)


AUTHORITIES = {
    "US": {
        "B09": "reporting agent's authority (Form 8655)",
        "B10": "reporting agent's authority (Form 8655)",
        "D13": "power of attorney or information authority (Forms 2848, 8821)",
        "D19": "power of attorney or information authority (Forms 2848, 8821)",
    },
    "GB": {
        "B08": "agent's authority for PAYE",
        "B09": "agent's authority for PAYE",
        "B10": "agent's authority for PAYE",
        "B13": "agent's authority for VAT",
        "D13": "agent's authority for corporation tax",
        "D12": "authority to file at Companies House",
    },
}
"""What a provider is registered for at authorities, by country and responsibility (judgement)."""


def exit_plan(scope: Scope, account: Account) -> ExitPlan:
    """Return the exit plan of a scope."""
    services, case = load_services(), scope.case
    assumed, chosen = case.assumptions, {r.id: r for r in scope.chosen}
    rests = {r.id: [d for d in r.depends_on if d in chosen] for r in chosen.values()}
    order = [*TopologicalSorter(rests).static_order()][::-1]
    backs = tuple(
        HandBack(
            responsibility=r,
            name=chosen[r].name,
            outputs=chosen[r].outputs,
            inputs=chosen[r].inputs,
            access=chosen[r].access,
            overlap_weeks=services.overlap_weeks[chosen[r].cadence].value,
            hours=assumed.transition_hours + assumed.transition_share * account.hours[r],
        )
        for r in order
    )
    quoted = quoted_terms(scope, account)
    known = AUTHORITIES.get(case.country, {})
    return ExitPlan(
        hand_backs=backs,
        notice_months=quoted.notice_months or services.terms.notice_months.value,
        hand_back_days=services.terms.hand_back_days.value,
        access=tuple(dict.fromkeys(b.access for b in backs if b.access != "none")),
        authorities=tuple(dict.fromkeys(known[r.id] for r in scope.chosen if r.id in known)),
    )
