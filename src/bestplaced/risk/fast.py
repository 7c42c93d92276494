"""The event table's inner loops for numba (extra ``fast``); without it numpy does the same.

Only integer words, IEEE's basic operations and table look-ups, in the order of the numpy code
(`philox`, `quantile_table`, `event_table`) and without contraction, so that both give the same
bits. Serial: threads on a busy machine cost more than they bring while somebody waits.

Imported only where numba is installed; see `event_table.fast_kernels`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numba
import numpy as np

from bestplaced.risk import philox
from bestplaced.risk.philox import LG, LN2_HIGH, LN2_LOW, ROOT_HALF, ROUNDS, UNIT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Words = NDArray[np.uint64]

njit: Any = numba.njit(cache=True, nogil=True, error_model="numpy")
BLOCK = 4096  # years at a time: all buffers stay in the first cache
SUMS = 8192  # years whose events stay in the second cache
STEP = 1024.0  # see `placing.to_steps`
SHIFT = 1.5 * 2.0**52  # added and taken away again it rounds to whole numbers, up to 2^51

U = np.uint64
MASK, HALF = U(0xFFFFFFFF), U(32)
M0, M1 = U(0xD2511F53), U(0xCD9E8D57)
W0, W1 = U(0x9E3779B9), U(0xBB67AE85)
EVENT, FIRST = U(philox.EVENT), U(philox.FIRST)
MANTISSA, ONE = U((1 << 52) - 1), U(1023 << 52)
L1, L2, L3, L4, L5, L6, L7 = LG
CELLS, START = 4096, 1022 << 7
PART = 2.0**-45


def _words(
    keys: Words, year: Words, event: np.uint64, low: np.uint64, high: np.uint64, w: Words
) -> None:
    """Fill ``w`` (4, m) with the words of one event of a stream in ``m`` years."""
    for i in range(year.size):
        c0, c1, c2, c3 = year[i], event, low, high
        k0, k1 = keys[0], keys[1]
        for _ in range(ROUNDS):
            p0, p1 = M0 * c0, M1 * c2
            c0, c1, c2, c3 = (
                (p1 >> HALF) ^ c1 ^ k0,
                p1 & MASK,
                (p0 >> HALF) ^ c3 ^ k1,
                p0 & MASK,
            )
            k0, k1 = (k0 + W0) & MASK, (k1 + W1) & MASK
        w[0, i], w[1, i], w[2, i], w[3, i] = c0, c1, c2, c3


words: Any = njit(_words)


def _minus_log(word: Words, u: Array, out: Array) -> None:
    """Fill ``out`` with ``-ln((word + 1/2) / 2^32)``; ``u`` is a buffer of the same size."""
    for i in range(word.size):
        u[i] = (np.float64(word[i]) + 0.5) * UNIT
    bits = u.view(np.uint64)
    for i in range(word.size):
        # The mantissa in [1, 2) and halved to [0.5, 1), as frexp gives it.
        power = np.float64(np.int64(bits[i] >> U(52)) - 1022)
        bits[i] = (bits[i] & MANTISSA) | ONE
        part = u[i] * 0.5
        low = part < ROOT_HALF
        f = (part + part if low else part) - 1.0
        k = power - (1.0 if low else 0.0)
        s = f / (2.0 + f)
        z = s * s
        w = z * z
        even = w * (L2 + w * (L4 + w * L6))
        odd = z * (L1 + w * (L3 + w * (L5 + w * L7)))
        square = 0.5 * f * f
        inner = s * (square + (odd + even)) + k * LN2_LOW
        out[i] = ((square - inner) - f) - k * LN2_HIGH


minus_log: Any = njit(_minus_log)


def _sieved_(
    keys: Words,
    number: tuple[np.uint64, np.uint64],
    low: int,
    scale: Array,
    ceiling: float,
    buffers: tuple[Words, Words, Words, Array],
) -> int:
    """Return how many of the years ``low`` on may have an event; write year, word and factor.

    -ln u < c needs u > exp(-c): a first sieve by whole numbers, wide enough to lose none.
    """
    w, year, word, factor = buffers
    count, before = scale.size, low - low // 4 * 4
    quads = (low + count + 3) // 4 - low // 4
    quad, flat = np.empty(BLOCK // 4 + 1, np.uint64), np.empty(BLOCK + 8, np.uint64)
    for i in range(quads):
        quad[i] = U(low // 4 + i)
    words(keys, quad[:quads], U(0), number[0], number[1] | FIRST, w)
    for lane in range(4):
        for q in range(quads):
            flat[4 * q + lane] = w[lane, q]
    least = U(max(math.exp(-ceiling * scale.max()) * 4294967296.0 * (1.0 - 1e-9) - 2.0, 0.0))
    active = 0
    for i in range(count):
        v = flat[i + before]
        word[active], year[active] = v, U(i)
        active += 1 if v >= least else 0
    for i in range(active):
        factor[i] = scale[year[i]]
        year[i] += U(low)
    return active


_sieved: Any = njit(_sieved_)


def _own_events(
    keys: Words,
    number: tuple[np.uint64, np.uint64],
    first: int,
    scale: Array,
    ceiling: float,
    found: tuple[NDArray[np.int64], Array, Words, Array],
) -> int:
    """Write the events of years ``first`` on, one per entry of ``scale``; return how many.

    ``number`` is the stream's two counter words without a purpose. ``found`` is (year, level,
    mark, when), arrays long enough, or -1 is returned.
    """
    years, levels, marks, whens = found
    w, u, step = np.empty((4, BLOCK + 4), np.uint64), np.empty(BLOCK), np.empty(BLOCK)
    year, word = np.empty(BLOCK, np.uint64), np.empty(BLOCK, np.uint64)
    arrival, factor = np.empty(BLOCK), np.empty(BLOCK)
    n = 0
    for start in range(0, scale.size, BLOCK):
        block = scale[start : start + BLOCK]
        active = _sieved(keys, number, first + start, block, ceiling, (w, year, word, factor))
        minus_log(word[:active], u[:active], arrival)
        event = U(0)
        while True:
            kept = 0
            if n + active > years.size:
                return -1
            for i in range(active):
                level = arrival[i] / factor[i]
                levels[n + kept] = level
                year[kept], arrival[kept], factor[kept] = year[i], arrival[i], factor[i]
                kept += 1 if level < ceiling else 0
            active = kept
            if not active:
                break
            words(keys, year[:active], event, number[0], number[1] | EVENT, w)
            minus_log(w[0, :active], u[:active], step)
            for i in range(active):
                years[n + i] = np.int64(year[i])
            for i in range(active):
                marks[n + i] = w[1, i]
            for i in range(active):
                whens[n + i] = (np.float64(w[2, i]) + 0.5) * UNIT
            for i in range(active):
                arrival[i] += step[i]
            n += active
            event += U(1)
    return n


own_events: Any = njit(_own_events)


def _look_up(nodes: Array, word: Words, out: Array) -> None:
    """Fill ``out`` with quantiles from a table's flat ``nodes``; one per word."""
    tail = np.empty(BLOCK)
    bits = tail.view(np.uint64)
    for start in range(0, word.size, BLOCK):
        count = min(BLOCK, word.size - start)
        for i in range(count):
            v = word[start + i]
            tail[i] = np.float64(v ^ MASK if v >> U(31) else v) + 0.5
        for i in range(count):
            upper = np.int64(word[start + i] >> U(31))
            cell = np.int64(bits[i] >> U(45)) - START + upper * (CELLS + 1)
            part = np.float64(bits[i] & U((1 << 45) - 1)) * PART
            out[start + i] = nodes[cell] + part * (nodes[cell + 1] - nodes[cell])


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


def _rounded_(money: Array, out: Array) -> None:
    """Fill ``out`` with money rounded to 1/1024, half to even, as `placing.to_steps` does."""
    for i in range(money.size):
        out[i] = (money[i] * STEP + SHIFT - SHIFT) * (1.0 / STEP)


_rounded: Any = njit(_rounded_)


def _own_sums(
    drawn: tuple[Words, tuple[np.uint64, np.uint64], int, Array, float],
    nodes: Array,
    pieces: Array,
    means: float,
    found: tuple[NDArray[np.int64], Array, Words, Array],
    sums: Array,
) -> bool:
    """Add what each account pays to ``sums`` (accounts, years); False if ``found`` is too short.

    ``drawn`` are the first arguments of `own_events`. ``pieces`` has rows (layer, start, end,
    slope) of the gross loss, layer 0, and of the accounts' parts in order; the account after
    them pays the rest up to ``means``, the last one what is beyond.
    """
    keys, number, first, scale, ceiling = drawn
    parts, room = sums.shape[0] - 2, found[0].size
    loss, gross, total = np.empty(room), np.empty(room), np.empty(room)
    before = np.empty(room)
    for start in range(0, scale.size, SUMS):
        years = scale[start : start + SUMS]
        count = own_events(keys, number, first + start, years, ceiling, found)
        if count < 0:
            return False
        year, x = found[0][:count], loss[:count]
        look_up(nodes, found[2][:count], x)
        total[:count], before[:count] = 0.0, 0.0
        piece = _layer(pieces, 0, 0.0, x, total[:count])
        _rounded(total[:count], gross[:count])
        total[:count] = 0.0
        for j in range(parts):
            piece = _layer(pieces, piece, j + 1.0, x, total[:count])
            for i in range(count):
                upto = (total[i] * STEP + SHIFT - SHIFT) * (1.0 / STEP)
                upto = min(gross[i], upto)
                sums[j, year[i] - first] += upto - before[i]
                before[i] = upto
        if means == np.inf and parts == 0:
            for i in range(count):
                sums[0, year[i] - first] += gross[i]
            continue
        for i in range(count):
            left = gross[i] - before[i]
            rest = min(means, left)
            sums[parts, year[i] - first] += rest
            sums[parts + 1, year[i] - first] += left - rest
    return True


own_sums: Any = njit(_own_sums)
