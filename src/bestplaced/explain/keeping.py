"""What has to be handed on where a plan cannot be kept as it is: whose hours run out, which work.

Read from the draws of a robustness run (F12); a plan is made to fit by the cheapest single moves.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.plan.candidates import nearest
from bestplaced.plan.resolve import places
from bestplaced.plan.robust import DrawDesk

if TYPE_CHECKING:
    from bestplaced.plan.robust import Draw, Robustness


@dataclass(frozen=True)
class HandedOn:
    """Work that goes from an overfull desk to a place, and in how many draws it does."""

    responsibility: str
    place: str
    draws: int


def overfull(draw: Draw) -> tuple[str, ...]:
    """Return whose hours run out in a draw if the recommended plan is kept as it is."""
    full = [rule for rule in draw.broken if rule.startswith("capacity: ")]
    return tuple(r.removeprefix("capacity: ").partition(" carries ")[0] for r in full)


def handed_on(robust: Robustness) -> dict[str, tuple[HandedOn, ...]]:
    """Return what each person whose hours run out hands on, the most frequent work first.

    Of several places that take a piece, the most frequent is told. What moves besides, since it
    pays in that draw, is not told, nor what goes to another person of the same provider.
    """
    desk = DrawDesk(robust.case, robust.inputs, robust.values)
    where = places(robust.case, robust.performers)
    counts: dict[str, Counter[tuple[int, str]]] = {}
    for draw in robust.draws:
        full = overfull(draw)
        made = _made_to_fit(desk, draw, robust) if full else None
        if made is None:
            continue
        pairs = zip(robust.recommended.placement.tolist(), made, strict=True)
        for row, (here, there) in enumerate(pairs):
            if robust.performers[here] in full and where[here] != where[there]:
                counts.setdefault(robust.performers[here], Counter())[row, where[there]] += 1
    names = list(robust.case.responsibilities)
    return {person: _ranked(names, found) for person, found in counts.items()}


def _made_to_fit(desk: DrawDesk, draw: Draw, robust: Robustness) -> list[int] | None:
    """Return the recommended placement made to fit in a draw; nothing where that fails."""
    problem, _ = desk.problem(draw.number)
    found = nearest(problem, [robust.recommended], desk.resolver.resolver.weight)
    return None if found is None else found[0].placement.tolist()


def _ranked(names: list[str], counts: Counter[tuple[int, str]]) -> tuple[HandedOn, ...]:
    """Return each piece once, with its most frequent place; most draws first, then by id."""
    found: dict[str, HandedOn] = {}
    for (row, place), count in sorted(counts.items(), key=lambda c: (-c[1], names[c[0][0]], c[0])):
        found.setdefault(names[row], HandedOn(names[row], place, count))
    return tuple(found.values())
