"""Which provider a deal is struck with at known cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bestplaced.case.business import Case


def inside_provider(case: Case) -> str | None:
    """Return the provider inside the deal, if there is one."""
    names = [p.name for p in case.parties.values() if p.inside_deal and p.kind != "business"]
    return names[0] if names else None
