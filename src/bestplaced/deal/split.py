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


def even_split(case: Case, surplus: float, beta: float = EVEN) -> Split:
    """Return each side's part: without a provider inside the deal all of it is the business's."""
    inside = [p.name for p in case.parties.values() if p.inside_deal and p.kind != "business"]
    if not inside:
        return Split(surplus, 0.0, None)
    return Split(surplus * (1 - beta), surplus * beta, inside[0])
