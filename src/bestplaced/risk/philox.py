"""Keyed random numbers: Philox4x32-10, and the two things made of its words.

A word depends on nothing but its key and its counter (client and seed; year, event, stream,
purpose), so results do not depend on how many years, plans or clients are simulated, in which
order, or by how many workers. Salmon and others, *Parallel random numbers: as easy as 1, 2, 3*
(SC 2011); the tests hold the published known answers.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Words = NDArray[np.uint64]

MODEL = 2  # version of the marks: raised when the same key is to mean other numbers
MULTIPLY = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
ROUNDS = 10
MASK = 0xFFFFFFFF
UNIT = 2.0**-32

# Purposes (the counter's lowest byte of word 3): one stream never meets another's numbers.
EVENT, FIRST, OWN, SHOCK, HIT, FRAILTY = range(6)

# fdlibm's e_log.c: minimax polynomial of log((1 + s) / (1 - s)), and ln 2 in two parts.
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
ROOT_HALF = 0.7071067811865476
LG = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)


def key(seed: int, owner: str) -> tuple[int, int]:
    """Return the two 32-bit words of the key of a client, a provider or a sector.

    64 bits, because 32-bit hashes of 100,000 clients collide.
    """
    text = f"bestplaced\x1f{MODEL}\x1f{seed}\x1f{owner}".encode()
    whole = int.from_bytes(blake2b(text, digest_size=8).digest(), "little")
    return whole & MASK, whole >> 32


def stream(name: str) -> int:
    """Return the 56-bit number of a stream: a hash of its lasting name, never a list's place."""
    return int.from_bytes(blake2b(name.encode(), digest_size=7).digest(), "little")


def words(keys: tuple[int, int], counter: tuple[Words | int, ...]) -> tuple[Words, ...]:
    """Return the four 32-bit words (in uint64) of each counter; the four parts broadcast."""
    mask, half = np.uint64(MASK), np.uint64(32)
    c0, c1, c2, c3 = (np.asarray(c, np.uint64) for c in counter)
    m0, m1 = (np.uint64(m) for m in MULTIPLY)
    k0, k1 = keys
    for _ in range(ROUNDS):
        p0, p1 = m0 * c0, m1 * c2
        c0, c1, c2, c3 = (
            (p1 >> half) ^ c1 ^ np.uint64(k0),
            p1 & mask,
            (p0 >> half) ^ c3 ^ np.uint64(k1),
            p0 & mask,
        )
        k0, k1 = (k0 + WEYL[0]) & MASK, (k1 + WEYL[1]) & MASK
    return c0, c1, c2, c3


def lanes(
    keys: tuple[int, int], year: Words, event: int | Words, number: int, purpose: int
) -> tuple[Words, ...]:
    """Return the words of one event of a stream in many years.

    Lane 0 is the step to the next level (of a shock and its hits: the level itself), 1 the
    severity, 2 the time in the year, 3 a frailty.
    """
    low, high = number & MASK, (number >> 32) << 8 | purpose
    return words(keys, (year, event, low, high))


def yearly(keys: tuple[int, int], span: tuple[int, int], number: int, purpose: int) -> Words:
    """Return one word for each year of a span: four years share a counter.

    Most years have no event of a risk; so they cost a quarter of a call.
    """
    low, end = span
    quad = np.arange(low // 4, (end + 3) // 4, dtype=np.uint64)
    four = np.stack(lanes(keys, quad, 0, number, purpose), axis=-1).ravel()
    return np.asarray(four[low - low // 4 * 4 :][: end - low])


def uniform(word: Words) -> Array:
    """Return ``(word + 1/2) / 2^32``, strictly between 0 and 1."""
    return np.asarray((word.astype(np.float64) + 0.5) * UNIT)


def minus_log(u: Array) -> Array:
    """Return ``-ln u`` with IEEE's basic operations only, in a fixed order.

    A library's logarithm may differ in the last bit between machines; then an event would happen
    on one of them and not on another. Error below one unit in the last place (fdlibm).
    """
    part, power = np.frexp(u)
    low = part < ROOT_HALF
    f = np.where(low, part + part, part) - 1.0
    k = (power - low).astype(np.float64)
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (LG[1] + w * (LG[3] + w * LG[5]))
    odd = z * (LG[0] + w * (LG[2] + w * (LG[4] + w * LG[6])))
    square = 0.5 * f * f
    inner = s * (square + (odd + even)) + k * LN2_LOW
    return np.asarray(((square - inner) - f) - k * LN2_HIGH)
