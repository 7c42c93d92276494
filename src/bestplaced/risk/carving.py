"""Which part of a risk's stated frequency comes in common shocks, and which on its own (F4).

For a portion of weight w and rate λ (before duty pairs) and shocks s that strike its performer::

    h_s = c w q_s,  c = min(1, λ / (w Σ_s κ_s q_s))      chance that shock s causes an event of it
    own = λ - Σ_s κ_s h_s >= 0                            events a year that come on their own

so that dependence moves no expected loss (ADR 0009).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bestplaced.case.business import Case, Performer
    from bestplaced.case.dependence import CommonShock

    Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Carved:
    """Rates and hits of cells (portion x performer), shape (cells, performers).

    ``own`` in events a year; ``hits`` is shock id -> chance that one shock of whoever is struck
    (the performer, or its party) causes an event of the cell. Zero where it strikes another.
    """

    own: Array
    hits: Mapping[str, Array]


def strikes(case: Case, shock: CommonShock, performer: Performer) -> bool:
    """Return whether a shock can strike this performer, or the party it works for."""
    if performer.kind == "nobody":
        return False
    if shock.scope == "person":
        return performer.kind in shock.kinds
    return case.parties[performer.party].kind in shock.kinds


def carved(
    case: Case, cells: Sequence[tuple[str, float]], rate: Array, *, persons: bool = True
) -> Carved:
    """Split the rates of cells (risk id, weight) into shocks' part and their own.

    ``rate`` is shape (len(cells), performers), events a year before duty pairs. With ``persons``
    false only shocks of a party count: for risks that hang on the use of a provider.
    """
    weight = np.array([w for _, w in cells], float)[:, None]
    people = list(case.performers.values())
    stated: dict[str, Array] = {}
    brought = np.zeros_like(rate)
    for shock in case.shocks.values():
        if shock.scope == "person" and not persons:
            continue
        chance = np.array([shock.hits.get(risk, 0.0) for risk, _ in cells], float)[:, None]
        struck = np.array([strikes(case, shock, p) for p in people], float)[None, :]
        stated[shock.id] = weight * chance * struck
        brought += shock.rate.value * stated[shock.id]
    scale = np.where(brought > rate, rate / np.where(brought > 0, brought, 1.0), 1.0)
    hits = {name: scale * h for name, h in stated.items()}
    return Carved(np.maximum(rate - scale * brought, 0.0), hits)
