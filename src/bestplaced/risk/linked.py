"""What dependence adds to the prices of a plan: squares of linear forms in the placements (F4).

Risks that are bad in the same years (a frailty group), and events of one common shock, swing
together. Every party that bears them pays, beyond the sum of the single prices::

    (Σ own_k m_k)² / (2 τ r)                          for each frailty group of shape r
    κ [(Σ h_k m_k)² - Σ (h_k m_k)²] / (2 τ)           for each shock, of each performer or party

with own rates and hits from `carving`. Terms are those of the price tags, chosen as if each risk
stood alone; given them, the squares are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import BUSINESS
from bestplaced.risk.carving import carved, strikes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bestplaced.case.business import Case
    from bestplaced.case.dependence import CommonShock, FrailtyGroup
    from bestplaced.risk.carving import Carved

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Borne:
    """What events of cells (risk id, weight) cost each side under the chosen terms.

    Arrays (cells, performers): ``frequency`` events a year before duty pairs; ``business_mean``
    and ``provider_mean`` money per event.
    """

    cells: Sequence[tuple[str, float]]
    frequency: Array
    business_mean: Array
    provider_mean: Array

    def rows(self, risks: Sequence[str]) -> NDArray[np.bool_]:
        """Return which cells are of these risks, shape (cells, 1)."""
        return np.array([risk in risks for risk, _ in self.cells], bool).reshape(-1, 1)


@dataclass(frozen=True)
class Square:
    """``weight · (Σ loads)²`` money a year, paid by ``bearer``; of ``crossed`` only the products.

    That is ``weight · [(Σ loads)² - Σ loads²]`` where ``crossed``. ``weight`` in 1 / money. Loads
    in money: ``portions`` (portions, performers) of what is placed; ``party_use`` by party used,
    one for each risk of using it; ``hand_off`` for each dependency between parties;
    ``multiplied`` (portions, performers): what a factor of 2 on a portion's frequency, by a duty
    pair in one person's hands, adds to its load.
    """

    name: str
    bearer: str
    weight: float
    portions: Array
    multiplied: Array
    party_use: Mapping[str, tuple[float, ...]]
    hand_off: float
    crossed: bool


def squares(
    case: Case, work: Borne, use: Borne, crossing: Borne, dearest: int | None
) -> tuple[Square, ...]:
    """Return all squares of a case that are not nothing.

    ``work`` are the portions, ``use`` the risks of using a provider, ``crossing`` those of one
    dependency between parties, which are priced with the performer of index ``dearest``.
    """
    of_work = carved(case, work.cells, work.frequency)
    of_use = carved(case, use.cells, use.frequency, persons=False)
    found: list[Square] = []
    for group in case.groups.values():
        found += _of_group(case, group, (work, of_work), (use, of_use), (crossing, dearest))
    for shock in case.shocks.values():
        found += _of_shock(case, shock, (work, of_work), (use, of_use))
    return tuple(s for s in found if s.weight > 0 and _is_something(s))


def _is_something(square: Square) -> bool:
    used = any(any(loads) for loads in square.party_use.values())
    return bool(square.portions.any() or square.multiplied.any() or used or square.hand_off)


def _members(case: Case, party: str) -> NDArray[np.bool_]:
    """Return which performers work for a party, shape (performers,)."""
    return np.array([p.party == party and p.kind != "nobody" for p in case.performers.values()])


def _sides(case: Case, borne: Borne) -> dict[str, Array]:
    """Return what an event costs each party, shape (cells, performers)."""
    outside = {
        party: np.where(_members(case, party), borne.provider_mean, 0.0)
        for party in case.parties
        if party != BUSINESS
    }
    return {BUSINESS: borne.business_mean, **outside}


def first_members(case: Case) -> dict[str, int]:
    """Return each provider's first performer, by whose price its use is priced."""
    found: dict[str, int] = {}
    for j, p in enumerate(case.performers.values()):
        if p.party != BUSINESS and p.kind != "nobody":
            found.setdefault(p.party, j)
    return found


def _used(case: Case, table: Array) -> dict[str, tuple[float, ...]]:
    """Return the loads of using each provider, one for each of its risks."""
    return {q: tuple(table[:, j].tolist()) for q, j in first_members(case).items()}


def _of_group(
    case: Case,
    group: FrailtyGroup,
    work: tuple[Borne, Carved],
    use: tuple[Borne, Carved],
    crossing: tuple[Borne, int | None],
) -> Iterator[Square]:
    """Yield a frailty group's square for every party."""
    of_work, of_use, of_edge = (_sides(case, b) for b in (work[0], use[0], crossing[0]))
    inside, using, edge = (b.rows(group.risks) for b in (work[0], use[0], crossing[0]))
    dearest = crossing[1]
    for bearer, party in case.parties.items():
        crossed = (of_edge[bearer] * crossing[0].frequency * edge).sum(axis=0)
        yield Square(
            name=group.name,
            bearer=bearer,
            weight=1.0 / (2.0 * party.tolerance * group.shape.value),
            portions=of_work[bearer] * work[1].own * inside,
            multiplied=of_work[bearer] * work[0].frequency * inside,
            party_use=_used(case, of_use[bearer] * use[1].own * using),
            hand_off=0.0 if dearest is None else float(crossed[dearest]),
            crossed=False,
        )


def _of_shock(
    case: Case, shock: CommonShock, work: tuple[Borne, Carved], use: tuple[Borne, Carved]
) -> Iterator[Square]:
    """Yield a shock's square for every performer or party it strikes, and every bearer."""
    people = [p for p in case.performers.values() if strikes(case, shock, p)]
    whole = shock.scope == "party"
    of_work, of_use = _sides(case, work[0]), _sides(case, use[0])
    for one in dict.fromkeys(p.party if whole else p.name for p in people):
        struck = [p for p in people if one == (p.party if whole else p.name)]
        mine = np.array([p in struck for p in case.performers.values()], bool)
        for bearer, party in case.parties.items():
            loads = np.where(mine, of_work[bearer] * work[1].hits[shock.id], 0.0)
            used = np.where(mine, of_use[bearer] * use[1].hits.get(shock.id, 0.0), 0.0)
            yield Square(
                name=f"{shock.name}: {one}",
                bearer=bearer,
                weight=shock.rate.value / (2.0 * party.tolerance),
                portions=loads,
                multiplied=np.zeros_like(loads),
                party_use=_used(case, used) if whole else {},
                hand_off=0.0,
                crossed=True,
            )
