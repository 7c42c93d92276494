"""The event table's inner loops for numba (extra ``fast``); without it numpy does the same.

Only integer words, IEEE's basic operations and table look-ups, in the order of the numpy code
(`philox`, `arrivals`, `quantile_table`, `placing`) and without contraction, so that both give the
same bits. Serial: threads on a busy machine cost more than they bring while somebody waits.

Imported only where numba is installed; see `event_table.fast_kernels`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numba
import numpy as np

from bestplaced.risk import arrivals
from bestplaced.risk.philox import ROUNDS, UNIT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Words = NDArray[np.uint64]
    Short = NDArray[np.uint32]
    Buffers = tuple[Short, Short, Short, Array]  # places, words, levels
    Money = tuple[Array, Array, Array]
    Found = tuple[Ints, Array, Short, Short]  # year in the span, level, mark, when
    # Key, the stream's half of the counter, years, each year's gamma factor or nothing, rate.
    Asked = tuple[Words, Words, tuple[int, int], Array, float]
    Rooms = tuple[Buffers, Found, Array, Money]
    Tiles = tuple[Words, Words]
    # Rows (layer, start, end, slope) of the gross loss, layer 0, and of the accounts' parts in
    # order; the accounts' rows in the sums; the means of the account that pays the rest.
    Payers = tuple[Array, Ints, float]

njit: Any = numba.njit(cache=True, nogil=True, error_model="numpy")
TILES = 128  # at a time: all buffers stay in the first caches
STRIDE = 16  # places at a time
ROOM = 50 * TILES + 24  # more than they can have; not a power of two, which caches handle badly
STEP = 1024.0  # see `placing.to_steps`
SHIFT = 1.5 * 2.0**52  # added and taken away again it rounds to whole numbers, up to 2^51

U = np.uint64
MASK, HALF = U(0xFFFFFFFF), U(32)
M0, M1 = U(0xD2511F53), U(0xCD9E8D57)
W0, W1 = U(0x9E3779B9), U(0xBB67AE85)
COUNT, INDEX = U(arrivals.COUNT), U(arrivals.INDEX)
LENGTH = U(arrivals.INDEX + arrivals.PLACE)
START = U((1 << arrivals.PLACE) - 1)
EXPONENT, FRACTION = U(1023 + 4), U(52)  # of 2^(4 - b), the height of a tile of 2^b years
MORE = arrivals.thresholds()
GUIDE = np.searchsorted(MORE, np.arange(256, dtype=U) << U(24), side="right")
CELLS, FIRST = 4096, 1022 << 7
PART = 2.0**-45


def _words(keys: Words, c0: Short, c1: Short, number: Words, w: Short) -> None:
    """Fill ``w`` (4, m) with the words of many counters; ``number`` is their second half."""
    for i in range(c0.size):
        a, b, c, d = U(c0[i]), U(c1[i]), number[0], number[1]
        k0, k1 = keys[0], keys[1]
        for _ in range(ROUNDS):
            p0, p1 = M0 * a, M1 * c
            a, b, c, d = (
                (p1 >> HALF) ^ b ^ k0,
                p1 & MASK,
                (p0 >> HALF) ^ d ^ k1,
                p0 & MASK,
            )
            k0, k1 = (k0 + W0) & MASK, (k1 + W1) & MASK
        w[0, i], w[1, i], w[2, i], w[3, i] = a, b, c, d


words: Any = njit(_words)


def buffers() -> Rooms:
    """Return room for what `TILES` tiles hold; made once, since fresh memory is slow to touch."""

    def short(*rows: int) -> Short:
        return np.empty((*rows, ROOM), np.uint32)

    def wide() -> Array:
        return np.empty(ROOM)

    found = np.empty(ROOM, np.int64), wide(), short(), short()
    return (short(), short(), short(4), wide()), found, wide(), (wide(), wide(), wide())


def _drawn_(keys: Words, number: Words, tiles: Tiles, c0: Short, c1: Short, w: Short) -> int:
    """Write the places and words of all arrivals in some tiles; return how many there are."""
    block, code = tiles
    size = block.size
    for t in range(size):
        c0[t], c1[t] = block[t], code[t] << INDEX | COUNT
    words(keys, c0[:size], c1[:size], number, w)
    n = np.empty(size, np.int64)
    for t in range(size):
        word = U(w[0, t])
        k = GUIDE[word >> U(24)]
        while k < MORE.size and word >= MORE[k]:
            k += 1
        n[t] = k
    m = 0
    for t in range(size):
        a, b = np.uint32(block[t]), np.uint32(code[t] << INDEX)
        # Strides of fixed length are vectors; what is too much is written over by the next tile.
        for start in range(0, n[t], STRIDE):
            for i in range(STRIDE):
                c0[m + start + i], c1[m + start + i] = a, b | np.uint32(start + i)
        m += n[t]
    words(keys, c0[:m], c1[:m], number, w)
    return m


_drawn: Any = njit(_drawn_)


def _own_events(asked: Asked, tiles: Tiles, room: Buffers, found: Found) -> int:
    """Write the events in at most `TILES` tiles to arrays of `ROOM`; return how many."""
    keys, number, span, scale, ceiling = asked
    years, levels, marks, whens = found
    c0, c1, w, height = room
    m = _drawn(keys, number, tiles, c0, c1, w)
    bits = height.view(np.uint64)
    for i in range(m):
        bits[i] = (EXPONENT - (U(c1[i]) >> LENGTH)) << FRACTION
    for i in range(m):
        q = np.float64(U(c1[i]) >> INDEX & START)
        height[i] *= q + (np.float64(w[0, i]) + 0.5) * UNIT
    first, size = np.int64(span[0]), np.int64(span[1] - span[0])
    n = 0
    for i in range(m):
        b = U(c1[i]) >> LENGTH
        year = np.int64((U(c0[i]) << b) + (U(w[3, i]) >> (HALF - b))) - first
        level = height[i]
        inside = (year >= 0) & (year < size)
        if scale.size:
            level /= scale[year if inside else 0]
        years[n], levels[n], marks[n], whens[n] = year, level, w[1, i], w[2, i]
        n += 1 if inside & (level < ceiling) else 0
    return n


own_events: Any = njit(_own_events)


def _all_events(asked: Asked, tiles: Tiles, rooms: Rooms, found: Found) -> int:
    """Write the events in any number of tiles; return how many, or -1: ``found`` is too short."""
    block, code = tiles
    room, n = rooms[0], 0
    for at in range(0, block.size, TILES):
        if n + ROOM > found[0].size:
            return -1
        some = block[at : at + TILES], code[at : at + TILES]
        rest = found[0][n:], found[1][n:], found[2][n:], found[3][n:]
        n += own_events(asked, some, room, rest)
    return n


all_events: Any = njit(_all_events)


def _look_up(nodes: Array, word: Short, out: Array) -> None:
    """Fill ``out`` with quantiles from a table's flat ``nodes``; one per word."""
    bits = out.view(np.uint64)
    for i in range(word.size):
        v = U(word[i])
        out[i] = np.float64(v ^ MASK if v >> U(31) else v) + 0.5
    for i in range(word.size):
        upper = np.int64(U(word[i]) >> U(31))
        cell = np.int64(bits[i] >> U(45)) - FIRST + upper * (CELLS + 1)
        part = np.float64(bits[i] & U((1 << 45) - 1)) * PART
        out[i] = nodes[cell] + part * (nodes[cell + 1] - nodes[cell])


look_up: Any = njit(_look_up)


def _layer_(pieces: Array, at: int, layer: float, loss: Array, total: Array) -> int:
    """Add a layer's pieces, from row ``at`` on, to ``total``; return the row after them."""
    while at < pieces.shape[0] and pieces[at, 0] == layer:
        start, end, slope = pieces[at, 1], pieces[at, 2], pieces[at, 3]
        for i in range(loss.size):
            part = (min(end, loss[i])) - start
            total[i] += (max(0.0, part)) * slope
        at += 1
    return at


_layer: Any = njit(_layer_)


def _paid_(year: Ints, loss: Array, payers: Payers, sums: Array, money: Money) -> None:
    """Add what each account pays of some losses to its row of ``sums``, as `Placing.split` does."""
    pieces, rows, means = payers
    count, parts = loss.size, rows.size - (2 if means < np.inf else 1)
    gross, total, before = money
    total[:count], before[:count] = 0.0, 0.0
    piece = _layer(pieces, 0, 0.0, loss, total)
    for i in range(count):
        # Rounded to 1/1024, half to even.
        gross[i] = (total[i] * STEP + SHIFT - SHIFT) * (1.0 / STEP)
        total[i] = 0.0
    for j in range(parts):
        paid = sums[rows[j]]
        piece = _layer(pieces, piece, j + 1.0, loss, total)
        for i in range(count):
            upto = min(gross[i], (total[i] * STEP + SHIFT - SHIFT) * (1.0 / STEP))
            paid[year[i]] += upto - before[i]
            before[i] = upto
    paid = sums[rows[parts]]
    for i in range(count):
        paid[year[i]] += min(means, gross[i] - before[i])
    if means < np.inf:
        beyond = sums[rows[parts + 1]]
        for i in range(count):
            left = gross[i] - before[i]
            beyond[year[i]] += left - min(means, left)


_paid: Any = njit(_paid_)


def _own_sums(
    asked: Asked, tiles: Tiles, rooms: Rooms, nodes: Array, payers: Payers, sums: Array
) -> None:
    """Add what each account pays in each year of a span to its row of ``sums`` (accounts, years).

    If the means of the account that pays the rest are finite, what is beyond goes to the last one.
    """
    block, code = tiles
    room, found, loss, money = rooms
    year, mark = found[0], found[2]
    for at in range(0, block.size, TILES):
        some = block[at : at + TILES], code[at : at + TILES]
        count = own_events(asked, some, room, found)
        look_up(nodes, mark[:count], loss)
        _paid(year[:count], loss[:count], payers, sums, money)


own_sums: Any = njit(_own_sums)
