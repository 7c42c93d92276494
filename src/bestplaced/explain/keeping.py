"""What comes of keeping the recommended plan: which work has to be handed on, and what is better.

Read from the draws of a robustness run (F12), each priced anew with the plan made to fit by the
cheapest single moves where it does not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.candidates import Candidate, costs_of, nearest
from bestplaced.plan.resolve import places
from bestplaced.plan.robust import DrawDesk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bestplaced.plan.problem import Problem
    from bestplaced.plan.robust import Draw, Robustness

    Tell = Callable[[int, int], None]

NEAREST = 3  # pieces of work as often best elsewhere as where the plan has them


@dataclass(frozen=True)
class HandedOn:
    """Work that goes from an overfull desk to a place, and in how many draws it does."""

    responsibility: str
    place: str
    draws: int


@dataclass(frozen=True)
class Swap:
    """The recommended plan with one piece of work elsewhere, kept in all draws.

    ``saves`` is what it costs less on average than the recommended plan, money a year, with its
    standard ``error``.
    """

    responsibility: str
    performer: str
    place: str
    saves: float
    error: float


@dataclass(frozen=True)
class Keeping:
    """Person whose hours run out -> what is handed on, most draws first; and single swaps.

    ``swaps`` are of the work that is best at some other place in more draws than where the plan
    has it, and of the `NEAREST` pieces of which both shares are nearest to each other; each at
    the performer who most often does it there, the most saving first.
    """

    handed_on: dict[str, tuple[HandedOn, ...]]
    swaps: tuple[Swap, ...]


def overfull(draw: Draw) -> tuple[str, ...]:
    """Return whose hours run out in a draw if the recommended plan is kept as it is."""
    full = [rule for rule in draw.broken if rule.startswith("capacity: ")]
    return tuple(r.removeprefix("capacity: ").partition(" carries ")[0] for r in full)


def keeping(robust: Robustness, tell: Tell | None = None) -> Keeping:
    """Return what is handed on and which single swaps are better, over all draws done.

    Of several places that take a piece, the most frequent is told. What moves besides, since it
    pays in that draw, is not told, nor what goes to another person of the same provider.
    """
    desk = DrawDesk(robust.case, robust.inputs, robust.values)
    where, names = places(robust.case, robust.performers), list(robust.case.responsibilities)
    cells = _tried(robust, where)
    plans = [robust.recommended, *(_swapped(robust, row, p) for row, p in cells)]
    counts: dict[str, Counter[tuple[int, str]]] = {}
    costs = []
    for number, draw in enumerate(robust.draws):
        if tell is not None:
            tell(number + 1, len(robust.draws))
        if not cells and not overfull(draw):
            continue
        problem, _ = desk.problem(draw.number)
        weight = desk.resolver.resolver.weight
        costs.append(costs_of(problem, plans, weight))
        for row, here, there in _made_to_fit(problem, draw, robust, weight):
            if where[here] != where[there]:
                counts.setdefault(robust.performers[here], Counter())[row, where[there]] += 1
    swaps = [
        Swap(names[row], robust.performers[p], where[p], *_saved(np.array(costs), k + 1))
        for k, (row, p) in enumerate(cells)
    ]
    return Keeping(
        {person: _ranked(names, found) for person, found in counts.items()},
        tuple(sorted((s for s in swaps if np.isfinite(s.saves)), key=lambda s: -s.saves)),
    )


def _tried(robust: Robustness, where: Sequence[str]) -> list[tuple[int, int]]:
    """Return rows of which single swaps are tried, and who does the work then (see `Keeping`)."""
    shares, place = robust.shares(), np.array(where)
    leads: list[tuple[float, int, int]] = []
    for row, here in enumerate(robust.recommended.placement):
        by_place = {name: shares[row, place == name].sum() for name in dict.fromkeys(where)}
        mine = by_place.pop(where[here])
        best = max(by_place, key=lambda name: by_place[name])
        if by_place[best] > 0:
            who = int(np.argmax(np.where(place == best, shares[row], -1.0)))
            leads.append((round(float(mine - by_place[best]), 9), row, who))
    near = sorted((abs(lead), row) for lead, row, _ in leads)[:NEAREST]
    tried = {row for _, row in near} | {row for lead, row, _ in leads if lead < 0}
    return [(row, who) for _, row, who in leads if row in tried]


def _swapped(robust: Robustness, row: int, performer: int) -> Candidate:
    """Return the recommended plan with one piece of work elsewhere."""
    placement = robust.recommended.placement.copy()
    placement[row] = performer
    return Candidate(placement, robust.recommended.offers)


def _saved(costs: NDArray[np.float64], k: int) -> tuple[float, float]:
    """Return what a plan saves on average where the recommended one (0) can be kept, its error.

    Minus infinity where it cannot be kept in some of these draws.
    """
    costs = costs[np.isfinite(costs[:, 0])]
    less = costs[:, 0] - costs[:, k]
    if len(less) < 2 or not np.isfinite(less).all():  # noqa: PLR2004 - an error needs two
        return -np.inf, 0.0
    return float(less.mean()), float(less.std(ddof=1) / np.sqrt(len(less)))


def _made_to_fit(
    problem: Problem, draw: Draw, robust: Robustness, weight: float
) -> list[tuple[int, int, int]]:
    """Return (row, from, to) of what leaves overfull desks; nothing where single moves fail."""
    full = overfull(draw)
    made = nearest(problem, [robust.recommended], weight) if full else None
    if made is None:
        return []
    pairs = zip(robust.recommended.placement.tolist(), made[0].placement.tolist(), strict=True)
    return [(r, p, q) for r, (p, q) in enumerate(pairs) if robust.performers[p] in full and p != q]


def _ranked(names: list[str], counts: Counter[tuple[int, str]]) -> tuple[HandedOn, ...]:
    """Return each piece once, with its most frequent place; most draws first, then by id."""
    found: dict[str, HandedOn] = {}
    for (row, place), count in sorted(counts.items(), key=lambda c: (-c[1], names[c[0][0]], c[0])):
        found.setdefault(names[row], HandedOn(names[row], place, count))
    return tuple(found.values())
