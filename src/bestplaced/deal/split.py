"""How the joint surplus would be split at an even bargain; the full deal is F10's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bestplaced.case.business import Case

EVEN = 0.5  # β of F10 at which the business's own gain stands beside the surplus


@dataclass(frozen=True)
class Split:
    """Money a year for the business and, where one is inside the deal, for its provider."""

    business: float
    provider: float
    provider_name: str | None


def inside_provider(case: Case) -> str | None:
    """Return the provider inside the deal, if there is one."""
    names = [p.name for p in case.parties.values() if p.inside_deal and p.kind != "business"]
    return names[0] if names else None


def even_split(
    case: Case, surplus: float, without: float | None = None, beta: float = EVEN
) -> Split:
    """Return each side's part of the surplus, money a year.

    Only what the provider inside the deal adds is shared (F10: W(all) - W(without q)): ``without``
    is the best surplus that the business reaches without it, unknown if nothing. Where the
    provider adds nothing there is no deal, and all of it (a loss, too) is the business's own.
    """
    name = inside_provider(case)
    added = surplus - max(0.0, without or 0.0)
    if name is None or added <= 0 or surplus <= 0:
        return Split(surplus, 0.0, None)
    return Split(surplus - beta * added, beta * added, name)
