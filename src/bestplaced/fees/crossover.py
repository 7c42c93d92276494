"""Where two costs cross: exact intersections of piecewise linear functions, jumps included."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bestplaced.case.offer import BandedFee, HourlyFee, IncludedFee, UnitFee
from bestplaced.fees.scope import parts_taken
from bestplaced.fees.structure import rational

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from fractions import Fraction

    from bestplaced.case.offer import Offer

    Cost = Callable[[Fraction], Fraction]


@dataclass(frozen=True)
class Crossing:
    """Up to ``at`` the one is cheaper (``first_below``) and above it the other, or reverse."""

    at: Fraction
    first_below: bool


def crossings(
    one: Cost, two: Cost, kinks: Iterable[Fraction], low: Fraction, high: Fraction
) -> tuple[Crossing, ...]:
    """Return where two costs change order between ``low`` and ``high``.

    Both are linear between neighbouring ``kinks`` and closed on the right (a band holds its upper
    edge), so two points inside each piece give its line, and the root is exact. A change by a jump
    is at the edge itself.
    """
    edges = sorted({low, high, *(k for k in kinks if low < k < high)})
    signs: list[tuple[Fraction, int]] = []

    def note(at: Fraction, difference: Fraction) -> None:
        if difference:
            signs.append((at, 1 if difference > 0 else -1))

    note(low, one(low) - two(low))
    for a, b in pairwise(edges):
        third = (b - a) / 3
        left, right = (one(x) - two(x) for x in (a + third, b - third))
        slope = (right - left) / third
        start, end = left - slope * third, right + slope * third
        note(a, start)
        if start * end < 0:
            note(a - start / slope, end)
        else:
            note(b if not start else a, end)
        note(b, one(b) - two(b))
    return tuple(
        Crossing(at, first_below=before < 0)
        for (_, before), (at, after) in pairwise(signs)
        if before != after
    )


def kinks(offer: Offer, choice: Sequence[str], driver: str) -> tuple[Fraction, ...]:
    """Return the volumes of a driver at which an offer's fee bends or jumps by its own words.

    Caps, included hours and minimum fees bend it, too, where they bind: `bends` finds those.
    """
    found = set()
    for _, fee in parts_taken(offer, choice):
        for line in fee:
            if isinstance(line, BandedFee | IncludedFee) and line.driver == driver:
                scale = 12 if line.per == "month" else 1
                if isinstance(line, BandedFee):
                    found |= {rational(b.above) * scale for b in line.bands}
                else:
                    quantity, band = rational(line.quantity) * scale, rational(line.band)
                    found |= {quantity * (1 - band), quantity * (1 + band)}
    return tuple(sorted(found))


def bends(cost: Cost, edges: Iterable[Fraction], low: Fraction, high: Fraction) -> set[Fraction]:
    """Return further kinks of a continuous piecewise linear cost between known edges.

    Where the line through the left end of a piece is not the line through its right end, the two
    meet at a bend, if there is one; else the piece is halved. So on until the pieces are straight.
    """
    found: set[Fraction] = set()
    known = sorted({low, high, *(e for e in edges if low < e < high)})
    pieces = list(pairwise(known))
    while pieces:
        a, b = pieces.pop()
        tiny, middle = (b - a) / 1_000_000, (a + b) / 2
        y = [cost(x) for x in (a + tiny, a + 2 * tiny, b - 2 * tiny, b - tiny)]
        left, right = (y[1] - y[0]) / tiny, (y[3] - y[2]) / tiny
        through = y[0] + left * (middle - a - tiny)
        if left == right and cost(middle) == through == y[3] - right * (b - tiny - middle):
            continue
        at = middle
        if left != right:
            meet = (y[3] - right * (b - tiny) - y[0] + left * (a + tiny)) / (left - right)
            at = meet if a + tiny < meet < b - tiny else middle
        found.add(at)
        pieces += [(a, at), (at, b)]
    return found


def depends_on(offer: Offer, choice: Sequence[str]) -> tuple[str, ...]:
    """Return the drivers that an offer's own words charge by; hours of work are not among them."""
    found: dict[str, None] = {}
    for _, fee in parts_taken(offer, choice):
        for line in fee:
            if isinstance(line, BandedFee | IncludedFee | UnitFee):
                found[line.driver] = None
    return tuple(found)


def by_workload(offer: Offer, choice: Sequence[str]) -> bool:
    """Return whether the fee depends on the hours that the work takes."""
    return any(
        isinstance(line, HourlyFee) and line.hours is None
        for _, fee in parts_taken(offer, choice)
        for line in fee
    )
