"""Which providers a deal is struck with at known cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bestplaced.case.business import Case


def inside_providers(case: Case) -> tuple[str, ...]:
    """Return the providers inside the deal, in the order of the case."""
    parties = case.parties.values()
    return tuple(p.name for p in parties if p.inside_deal and p.kind != "business")
