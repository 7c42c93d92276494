"""How sure each move is: the plan under other figures (F12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.documents.charts import robustness_bars
from bestplaced.documents.content import Block, Heading, Paragraph

if TYPE_CHECKING:
    from bestplaced.documents.proposal.material import Material

_SHOWN = 16
_CERTAIN = 0.9  # share of draws from which a move counts as sure


def sureness(m: Material) -> list[Block]:
    """Return in how many draws each piece of moved work stays outside, the least sure first."""
    if m.robust is None or not m.robust.draws:
        return []
    f, robust = m.figures, m.robust
    people = m.case.performers
    outside = np.array(
        [people[p].party != BUSINESS and p != NOBODY for p in robust.performers], dtype=bool
    )
    shares = robust.shares() @ outside
    ours = {
        v.responsibility: float(share)
        for v, share in zip(m.views, shares, strict=True)
        if people[v.performer].party != BUSINESS and v.performer != NOBODY and v.moves
    }
    shown = sorted(ours, key=lambda r: ours[r])[:_SHOWN]
    rows = [(m.work(r), f.percent(ours[r])) for r in shown]
    low, middle, high = (float(q) for q in np.quantile(robust.kept_gains, (0.1, 0.5, 0.9)))
    told = "; ".join(f"{name} {figure.text}" for name, figure in rows)
    return [
        Heading(m.said("sure_of.heading"), 2),
        Paragraph(
            m.text(
                "sure_of.lead",
                count=f.number(len(robust.draws)),
                low=f.money(low),
                middle=f.money(middle),
                high=f.money(high),
            )
        ),
        *([robustness_bars(rows, _CERTAIN, (m.said("sure_of.caption"), told))] if rows else []),
    ]
