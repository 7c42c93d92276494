"""Keyed random numbers: Philox4x32-10, and the two things made of its words.

A word depends on nothing but its key and its counter (client and seed; year, event, stream,
purpose), so results do not depend on how many years, plans or clients are simulated, in which
order, or by how many workers. Salmon and others, *Parallel random numbers: as easy as 1, 2, 3*
(SC 2011); the tests hold the published known answers.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Words = NDArray[np.uint64]

MODEL = 3  # version of the marks: raised when the same key is to mean other numbers
MULTIPLY = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
ROUNDS = 10
MASK = 0xFFFFFFFF
UNIT = 2.0**-32

# Purposes (the counter's lowest byte of word 3): one stream never meets another's numbers.
EVENT, FIRST, OWN, SHOCK, HIT, FRAILTY, ONCE = range(7)


def key(seed: int, owner: str) -> tuple[int, int]:
    """Return the two 32-bit words of the key of a client, a provider or a sector.

    64 bits, because 32-bit hashes of 100,000 clients collide.
    """
    text = f"bestplaced\x1f{MODEL}\x1f{seed}\x1f{owner}".encode()
    whole = int.from_bytes(blake2b(text, digest_size=8).digest(), "little")
    return whole & MASK, whole >> 32


@lru_cache(maxsize=4096)
def stream(name: str) -> int:
    """Return the 56-bit number of a stream: a hash of its lasting name, never a list's place."""
    return int.from_bytes(blake2b(name.encode(), digest_size=7).digest(), "little")


def half(number: int, purpose: int) -> tuple[int, int]:
    """Return the second half of a stream's counters."""
    return number & MASK, (number >> 32) << 8 | purpose


def words(keys: tuple[int, int], counter: tuple[Words | int, ...]) -> tuple[Words, ...]:
    """Return the four 32-bit words (in uint64) of each counter; the four parts broadcast."""
    mask, wide = np.uint64(MASK), np.uint64(32)
    c0, c1, c2, c3 = (
        np.array(c) for c in np.broadcast_arrays(*(np.asarray(c, np.uint64) for c in counter))
    )
    p0, p1 = np.empty_like(c0), np.empty_like(c0)
    m0, m1 = (np.uint64(m) for m in MULTIPLY)
    k0, k1 = keys
    for _ in range(ROUNDS):  # in place: new arrays would take longer than the sums
        np.multiply(c0, m0, out=p0)
        np.multiply(c2, m1, out=p1)
        np.right_shift(p1, wide, out=c0)
        c0 ^= c1
        c0 ^= np.uint64(k0)
        np.bitwise_and(p1, mask, out=c1)
        np.right_shift(p0, wide, out=c2)
        c2 ^= c3
        c2 ^= np.uint64(k1)
        np.bitwise_and(p0, mask, out=c3)
        k0, k1 = (k0 + WEYL[0]) & MASK, (k1 + WEYL[1]) & MASK
    return c0, c1, c2, c3


def lanes(
    keys: tuple[int, int], year: Words, event: int | Words, number: int, purpose: int
) -> tuple[Words, ...]:
    """Return the words of one event of a stream in many years."""
    return words(keys, (year, event, *half(number, purpose)))


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
