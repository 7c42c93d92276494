"""Keyed words: the published answers of Random123, and words that know only their own counter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.risk import philox

# kat_vectors of Random123 1.14, philox 4x32 with 10 rounds: counter, key, answer.
PI = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344)
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    (
        (philox.MASK,) * 4,
        (philox.MASK, philox.MASK),
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (PI, (0xA4093822, 0x299F31D0), (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
]
WORD = st.integers(0, philox.MASK)


@pytest.mark.parametrize(("counter", "keys", "answer"), KNOWN)
def test_the_published_answers_come_out(
    counter: tuple[int, int, int, int], keys: tuple[int, int], answer: tuple[int, ...]
) -> None:
    assert tuple(int(word) for word in philox.words(keys, counter)) == answer


@given(st.lists(WORD, min_size=1, max_size=5), WORD, st.integers(0, (1 << 56) - 1))
def test_a_word_depends_on_its_own_counter_only(years: list[int], k: int, number: int) -> None:
    together = philox.lanes((k, 1), np.array(years, np.uint64), 3, number, philox.HIT)
    for i, year in enumerate(years):
        alone = philox.lanes((k, 1), np.array([year], np.uint64), 3, number, philox.HIT)
        assert [int(w[i]) for w in together] == [int(w[0]) for w in alone]


def test_clients_seeds_streams_and_purposes_have_numbers_of_their_own() -> None:
    keys = {philox.key(seed, f"client {name}") for seed in range(20) for name in range(500)}
    assert len(keys) == 10_000
    year = np.arange(1_000, dtype=np.uint64)
    seen = set()
    for number in (1, 1 << 32, philox.stream("vat"), philox.stream("payroll")):
        for purpose in range(4):
            seen |= set(philox.lanes((1, 2), year, 0, number, purpose)[0].tolist())
    # 16,000 words of 2^32: 0.03 collisions are expected.
    assert len(seen) > 15_995


def test_numbers_made_of_words_lie_strictly_between_nothing_and_one() -> None:
    u = philox.uniform(np.array([0, philox.MASK], np.uint64))
    assert u.tolist() == [2.0**-33, 1 - 2.0**-33]
