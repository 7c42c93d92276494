"""Which part of which risk hangs on which responsibility (F5, F6).

A risk on several responsibilities splits its frequency over them, never its severity, so that
price tags stay linear. Scopes become portions too: work in a tier, work moved, hand-offs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.responsibility import TIERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bestplaced.case.business import Case
    from bestplaced.case.risk import Risk

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Portion:
    """``weight`` of a risk's frequency, hanging on one responsibility."""

    risk: str
    responsibility: str
    weight: float


def portions(case: Case, standard_hours: Mapping[str, float]) -> tuple[Portion, ...]:
    """Return all portions of the case; scopes split by ``standard_hours`` (hours a year).

    Risks of the scopes ``provider_use`` and ``hand_offs`` have none: they hang on a party and on
    the edges between parties.
    """
    found = []
    for risk in case.risks.values():
        for responsibility, weight in _weights(case, risk, standard_hours).items():
            if responsibility in case.responsibilities and weight > 0:
                found.append(Portion(risk.id, responsibility, weight))
    return tuple(found)


def _weights(case: Case, risk: Risk, standard_hours: Mapping[str, float]) -> Mapping[str, float]:
    """Return responsibility -> share of the risk's frequency."""
    attaches = risk.attaches
    if attaches.responsibilities is not None:
        return attaches.responsibilities
    if attaches.scope in {"provider_use", "hand_offs"}:
        return {}
    tiers = attaches.tiers or TIERS
    inside = [r.id for r in case.responsibilities.values() if r.tier in tiers]
    total = sum(standard_hours[i] for i in inside)
    return {i: standard_hours[i] / total for i in inside} if total > 0 else {}


def summed(rows: Sequence[int], table: Array, count: int) -> Array:
    """Return the rows of a table (portions, columns) added up where they go, (count, columns)."""
    width = table.shape[1]
    cells = np.add.outer(np.asarray(rows, np.intp) * width, np.arange(width)).ravel()
    sums = np.bincount(cells, table.ravel(), count * width)
    return np.asarray(sums, float).reshape(count, width)
