"""What each risk would cost each party that carried all of it: both sides of a trade (F4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import NOBODY
from bestplaced.risk.price import compound_price
from bestplaced.risk.severity import Severity

if TYPE_CHECKING:
    from bestplaced.case.business import Party
    from bestplaced.risk.exposures import Array, CaseRisks, Cells


def party_prices(risks: CaseRisks, crossings: int = 1) -> dict[str, dict[str, float]]:
    """Return risk -> party -> price, money a year, if the party did the work and paid every loss.

    Each portion is in the hands of the party's best performer for it, whatever the rules say; a
    loss stops at the party's means. A party with which the risk does not come is left out.
    ``crossings`` is the number of hand-offs between parties that is priced.
    """
    found: dict[str, dict[str, float]] = {}
    for cells, times in (
        (risks.portion_cells, 1),
        (risks.use_cells, 1),
        (risks.hand_off_cells, crossings),
    ):
        for party in risks.case.parties.values():
            columns = [
                j
                for j, p in enumerate(risks.case.performers.values())
                if p.party == party.name and p.name != NOBODY
            ]
            if not columns or not cells.risks:
                continue
            best = _prices(risks, cells, party, columns).min(axis=1) * times
            for risk, price in zip(cells.risks, best.tolist(), strict=True):
                if price > 0:
                    row = found.setdefault(risk, {})
                    row[party.name] = row.get(party.name, 0.0) + price
    return found


def _prices(risks: CaseRisks, cells: Cells, party: Party, columns: list[int]) -> Array:
    """Return the price of each cell to one party, shape (cells, columns)."""
    points = [risks.case.risks[k] for k in cells.risks]
    base = Severity.from_quantiles(
        *(
            np.array(values, float)[:, None]
            for values in zip(
                *(
                    (k.severity.p5, k.severity.p50, k.severity.p95, k.max_loss.value)
                    for k in points
                ),
                strict=True,
            )
        )
    )
    law = base.scaled(cells.factor[:, columns])
    mean, square = law.limited(np.full((1, 1), party.means))
    return np.asarray(compound_price(cells.rate[:, columns], mean, square, party.tolerance))
