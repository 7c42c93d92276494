"""What a quote covers beside what a deal covers: pieces of work, and hours a year.

A quote is for the work that it names; a deal is for all work that the best plan gives to its
provider. Their fees stand beside each other only with this said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.case.business import NOBODY

if TYPE_CHECKING:
    from collections.abc import Collection

    from bestplaced.deal.agreement import Deal


@dataclass(frozen=True)
class Beside:
    """The work of a deal's provider: ``pieces`` of it and ``hours`` a year, with its fee.

    ``more`` of the pieces, and ``more_hours``, are work that a quote does not cover; of these
    ``new`` are done by nobody today. ``less`` is what the quote covers and somebody else does.
    """

    pieces: int
    hours: float
    more: int
    more_hours: float
    new: int
    less: tuple[str, ...]


def beside(deal: Deal, covered: Collection[str]) -> Beside:
    """Return what a deal's provider does, beside the work that a quote covers."""
    case, account = deal.case, deal.account
    people = case.performers
    work = [r for r, p in account.placements.items() if people[p].party == deal.provider]
    more = [r for r in work if r not in covered]
    return Beside(
        pieces=len(work),
        hours=sum(account.hours[r] for r in work),
        more=len(more),
        more_hours=sum(account.hours[r] for r in more),
        new=sum(deal.today.placements[r] == NOBODY for r in more),
        less=tuple(r for r in account.placements if r in covered and r not in work),
    )
