"""Arrivals of a Poisson process over years and levels, tile by tile.

The plane of years and levels is cut into tiles, `MEAN` arrivals in each on average: low levels,
which few years reach, in tiles of many years, high ones in tiles of one year. How many arrivals a
tile has is one keyed word, where each of them lies is another. So an event costs one call of the
generator, a year without events nothing, and no tile knows how many years, or how high a rate,
somebody asks for.

A tile of ``2^b`` years is ``MEAN / 2^b`` levels high and starts at ``q`` times that. ``q`` is 4 to
7 (from 0 on for the longest tiles, without end for those of one year): what a rate needs of its
last tile is at least four fifths of all arrivals that are drawn for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.errors import CaseError, Fault
from bestplaced.risk import philox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from bestplaced.risk.philox import Words

    Array = NDArray[np.float64]

MEAN = 16  # arrivals of a tile
LONGEST = 14  # the longest tile has 2^14 years
PLACE = 19  # bits of ``q``: levels up to MEAN 2^19, above 8 million events a year
INDEX = 8  # bits of an arrival's number in its tile
COUNT = (1 << INDEX) - 1  # in that place: the word that says how many there are
BATCH = 512  # tiles at a time: their words stay in the processor's cache
SLACK = 1.0 + 1e-9  # so that rounding loses no tile


@lru_cache(maxsize=1)
def thresholds() -> Words:
    """Return the words from which on a tile has more than 0, 1, 2, ... arrivals.

    Computed in decimals: the same on every machine.
    """
    with localcontext() as context:
        context.prec = 50
        term = total = Decimal(-MEAN).exp()
        found: list[int] = []
        while (word := round(total * (1 << 32))) < 1 << 32:
            found.append(word)
            term = term * MEAN / len(found)
            total += term
    return np.array(found, np.uint64)


@dataclass(frozen=True, eq=False)
class Tiles:
    """Tiles that meet a span of years, low levels first; both columns of shape (tiles,).

    ``block`` is the tile's first year over its length; ``code`` its log2 of years and its ``q``,
    in one number.
    """

    block: Words
    code: Words

    def part(self, chosen: slice | NDArray[np.bool_]) -> Tiles:
        """Return some of the tiles."""
        return Tiles(self.block[chosen], self.code[chosen])

    @property
    def length(self) -> Words:
        """Log2 of the tile's years."""
        return self.code >> np.uint64(PLACE)

    @property
    def place(self) -> Array:
        """``q``: how many heights of a tile lie below it."""
        return (self.code & np.uint64((1 << PLACE) - 1)).astype(np.float64)

    @property
    def height(self) -> Array:
        """The levels that a tile spans."""
        return np.ldexp(float(MEAN), -self.length.astype(np.intc))

    @property
    def starts(self) -> Array:
        """The level at which each tile starts."""
        return self.place * self.height


def tiles(first: int, end: int, ceiling: float) -> Tiles:
    """Return all tiles that meet the years from ``first`` up to ``end`` below a level."""
    return _of(
        (b, q, np.arange(first >> b, ((end - 1) >> b) + 1, dtype=np.uint64))
        for b, q in _bands(ceiling)
    )


def reached(first: int, ceilings: Array) -> Tiles:
    """Return the tiles that start below the ceiling of one of their years.

    ``ceilings`` are those of the years from ``first`` on: levels, one for each year.
    """
    longest = 1 << LONGEST
    start, end = first // longest, -(-(first + ceilings.size) // longest)
    peaks = [np.zeros((end - start) * longest)]
    peaks[0][first - start * longest :][: ceilings.size] = ceilings * SLACK
    for _ in range(LONGEST):
        peaks.append(np.maximum(peaks[-1][0::2], peaks[-1][1::2]))
    return _of(
        (b, q, np.flatnonzero(peaks[b] * (1 << b) > q * MEAN).astype(np.uint64)
         + np.uint64(start * longest >> b))
        for b, q in _bands(float(ceilings.max()))
    )  # fmt: skip


def _of(bands: Iterable[tuple[int, int, Words]]) -> Tiles:
    """Return tiles from log2 of years, ``q`` and blocks of each band."""
    blocks, codes = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint64)]
    for b, q, block in bands:
        blocks.append(block)
        codes.append(np.full(block.size, b << PLACE | q, np.uint64))
    return Tiles(np.concatenate(blocks), np.concatenate(codes))


def _bands(ceiling: float) -> Iterator[tuple[int, int]]:
    """Yield (log2 of years, ``q``) of the bands that start below a level."""
    if not ceiling < MEAN * float(1 << PLACE):
        what = f"{ceiling:.3g} events a year are too many to simulate."
        raise CaseError(Fault(what, "rate", "Use the exact law."))
    b, q = LONGEST, 0
    while q * MEAN < ceiling * SLACK * (1 << b):
        yield b, q
        q += 1
        if b and q == 8:  # noqa: PLR2004  the next band is twice as high
            b, q = b - 1, 4


@dataclass(frozen=True, eq=False)
class Arrivals:
    """Where arrivals lie: ``year`` and ``level``; all of shape (m,).

    ``mark`` and ``when`` are words for the size and the time in the year; ``place`` the two counter
    words that no other arrival of the stream has.
    """

    year: NDArray[np.intp]
    level: Array
    mark: Words
    when: Words
    place: tuple[Words, Words]

    def kept(self, keep: NDArray[np.bool_]) -> Arrivals:
        """Return some of the arrivals."""
        if keep.all():
            return self
        at = np.flatnonzero(keep)
        place = self.place[0][at], self.place[1][at]
        return Arrivals(self.year[at], self.level[at], self.mark[at], self.when[at], place)

    def below(self, ceiling: float) -> Arrivals:
        """Return the arrivals below a level."""
        return self.kept(self.level < ceiling)


def arrivals(
    keys: tuple[int, int], number: int, purpose: int, some: Tiles, span: tuple[int, int]
) -> Iterator[Arrivals]:
    """Yield the arrivals of a stream in a span of years, batch by batch of tiles.

    ``number`` and ``purpose`` are the stream's half of the counter. The arrival's four words give
    its level, its size, its time in the year, and its year.
    """
    half, index = philox.half(number, purpose), np.uint64(INDEX)
    for at in range(0, some.block.size, BATCH):
        batch = some.part(slice(at, at + BATCH))
        code = batch.code << index
        word = philox.words(keys, (batch.block, code | np.uint64(COUNT), *half))[0]
        count = np.searchsorted(thresholds(), word, side="right")
        before = np.cumsum(count) - count
        c0 = np.repeat(batch.block, count)
        c1 = np.arange(c0.size, dtype=np.uint64)
        c1 += np.repeat(code - before.astype(np.uint64), count)
        height, mark, when, place = philox.words(keys, (c0, c1, *half))
        level = philox.uniform(height)
        level += np.repeat(batch.place, count)
        level *= np.repeat(batch.height, count)
        length = np.repeat(batch.length, count)
        year = ((c0 << length) + (place >> (np.uint64(32) - length))).astype(np.intp)
        found = Arrivals(year, level, mark, when, (c0, c1))
        yield found.kept((year >= span[0]) & (year < span[1]))
