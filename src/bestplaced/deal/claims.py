"""Reported claims beside this case's own figures: ceilings of others, never a promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.catalogue import load_catalogue

if TYPE_CHECKING:
    from bestplaced.case.business import Case
    from bestplaced.plan import Account


@dataclass(frozen=True)
class Claim:
    """One reported claim; ``ceiling`` is a share or None, ``before`` and ``after`` are shares.

    ``before`` is today's figure (None for a change), ``after`` the plan's or the change itself;
    ``measure`` is what both are of: focus, expenses or income.
    """

    measure: str
    says: str
    reported_by: str
    population: str
    ceiling: float | None
    source: str
    grade: str
    own: str
    before: float | None
    after: float | None


def claims(
    case: Case, today: Account, best: Account, cost_today: float, saving: float | None
) -> tuple[Claim, ...]:
    """Return the claims with this case's figures.

    ``cost_today`` is what finance costs the business today, ``saving`` what it saves at the fee
    (money a year, None where no fee is struck).
    """
    income = case.net_income
    own: dict[str, tuple[float | None, float | None]] = {
        "focus": (_lost(case, today), _lost(case, best)),
        "expenses": (None, None if saving is None or cost_today <= 0 else -saving / cost_today),
        "income": (None, None if saving is None or income <= 0 else saving / income),
    }
    return tuple(
        Claim(
            measure=claim.measure,
            says=claim.says,
            reported_by=claim.reported_by,
            population=claim.population,
            ceiling=claim.ceiling,
            source=claim.source,
            grade=claim.grade,
            own=claim.own,
            before=own[claim.measure][0],
            after=own[claim.measure][1],
        )
        for claim in load_catalogue().claims.values()
    )


def _lost(case: Case, account: Account) -> float | None:
    """Return the share of the business's people's finance hours that switching takes."""
    lost, load = lost_hours(case, account)
    return lost / load if load > 0 else None


def lost_hours(case: Case, account: Account) -> tuple[float, float]:
    """Return the hours a year that switching takes from the business's people, and all theirs."""
    years = [y for n, y in account.people.items() if case.performers[n].party == BUSINESS]
    return sum(year.lost_hours for year in years), sum(year.load for year in years)
