"""Dependence in the problem of F9: each square of F4 as a `Swing`, a square of a linear form.

What is linear in it (a shock's events do not swing with themselves) goes into the prices of cells
and parties, so that a swing is one plain square.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.problem import Swing
from bestplaced.risk.portions import summed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bestplaced.case.business import Case
    from bestplaced.case.duties import DutyPair
    from bestplaced.plan.problem import PairRow
    from bestplaced.risk import RiskTags, Square

    Array = NDArray[np.float64]


def linear_parts(case: Case, tags: RiskTags) -> tuple[Array, dict[str, float]]:
    """Return ``-weight · Σ load²`` of shocks, money a year: by cell (R, P), and by party."""
    table = np.zeros((len(case.responsibilities), len(case.performers)))
    of_use = dict.fromkeys(case.parties, 0.0)
    rows = _rows(case, tags)
    for square in tags.squares:
        if square.crossed:
            table += summed(rows, -square.weight * square.portions**2, len(table))
            for party, loads in square.party_use.items():
                of_use[party] -= square.weight * sum(load**2 for load in loads)
    return table, of_use


def swings(case: Case, tags: RiskTags, pairs: Sequence[PairRow]) -> tuple[Swing, ...]:
    """Return the case's swings; ``pairs`` are the soft ones with their charges."""
    by_id = {pair.id: pair for pair in case.pairs}
    held = [_held(tags, by_id[p.name], _ids(case, p)) for p in pairs]
    shared = _Shared(_rows(case, tags), held, _beside_fixed_duties(case, tags))
    return tuple(_swing(case, square, pairs, shared) for square in tags.squares)


@dataclass(frozen=True)
class _Shared:
    """What all squares of a case share: responsibility of each portion, portions of each pair.

    ``beside`` are (responsibility, factor, portions) of `_beside_fixed_duties`.
    """

    rows: list[int]
    held: list[list[int]]
    beside: list[tuple[int, float, list[int]]]


def _rows(case: Case, tags: RiskTags) -> list[int]:
    """Return each portion's responsibility as an index, shape (portions,)."""
    where = {name: i for i, name in enumerate(case.responsibilities)}
    return [where[part.responsibility] for part in tags.portions]


def _ids(case: Case, pair: PairRow) -> tuple[str, str]:
    """Return the names of a pair's two responsibilities."""
    names = list(case.responsibilities)
    return names[pair.first], names[pair.second]


def _held(tags: RiskTags, pair: DutyPair, duties: Sequence[str]) -> list[int]:
    """Return the portions whose frequency a pair multiplies while these duties are held."""
    return [
        i
        for i, part in enumerate(tags.portions)
        if part.risk in pair.risks and part.responsibility in duties
    ]


def _swing(case: Case, square: Square, pairs: Sequence[PairRow], shared: _Shared) -> Swing:
    """Return one square over the columns of the problem."""
    by_id = {pair.id: pair for pair in case.pairs}
    cells = summed(shared.rows, square.portions, len(case.responsibilities))
    loads = np.zeros((len(pairs), len(case.performers)))
    if square.multiplied.any():  # a shock's hits are not: it is the rate that a pair multiplies
        column = list(case.performers).index(case.owner.name)
        for i, more, rows in shared.beside:
            cells[i, column] += more * square.multiplied[rows, column].sum()
        extra = [by_id[pair.name].multiplier.value - 1 for pair in pairs]
        for k, (more, rows) in enumerate(zip(extra, shared.held, strict=True)):
            loads[k] = more * square.multiplied[rows].sum(axis=0)
    return Swing(
        name=f"{square.name} ({square.bearer})",
        weight=square.weight,
        cells=cells,
        pairs=loads,
        party=np.array([sum(square.party_use.get(q, ())) for q in case.parties], float),
        edge=square.hand_off,
    )


def _beside_fixed_duties(case: Case, tags: RiskTags) -> list[tuple[int, float, list[int]]]:
    """Return where the owner adds load by holding a duty beside a fixed one of his.

    Each is (responsibility, factor on what is multiplied, portions it multiplies).
    """
    found = []
    soft = [p for p in case.pairs if p.rule != "hard" and p.id not in case.controls]
    for i, r in enumerate(case.responsibilities):
        for pair in soft:
            others = pair.right if r in pair.left else pair.left if r in pair.right else ()
            fixed = [case.fixed_duties[d] for d in others if d in case.fixed_duties]
            count = sum(duty.holder == "owner" for duty in fixed)
            if count:
                more = (pair.multiplier.value - 1) * count
                found.append((i, more, _held(tags, pair, (r,))))
    return found
