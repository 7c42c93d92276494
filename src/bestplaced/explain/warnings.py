"""What a reader of a plan should be warned of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.case.business import Case
    from bestplaced.explain.placement import PlacementView

STEEP = 10  # times its expected loss: a price above that is reported (F4)


def steep_prices(case: Case, views: Sequence[PlacementView]) -> tuple[str, ...]:
    """Return a warning for each risk whose price is far above its expected loss (F4).

    Care is left out of the comparison: it is no loss.
    """
    steep = [
        (view.responsibility, b, b.price - b.care)
        for view in views
        for b in view.bearings
        if b.expected > 0 and b.price - b.care > STEEP * b.expected
    ]
    return tuple(
        f"{b.risk} {case.risks[b.risk].name} on {r}: the price of {price:,.0f} {case.currency} a "
        f"year is {price / b.expected:.0f} times its expected loss; consider insuring it, or "
        "check its maximum loss"
        for r, b, price in steep
    )
