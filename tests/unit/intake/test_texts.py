"""Texts as columns: the same texts out as went in, and one code for equal ones only."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.intake import texts
from bestplaced.intake.texts import Texts, coded, numbered

# Few letters, so that texts meet again; some longer than the eight bytes of a number.
WORDS = st.one_of(
    st.text("ab1é", max_size=3),
    st.text("xy", min_size=7, max_size=20),
    st.text(max_size=12),
    st.sampled_from([" a", "a ", '"a"', "Invoice 12", "INV0012", "0", "000", "x" * 3000, "a\0"]),
)
COLUMNS = st.lists(WORDS, max_size=40)


def first_met(words: list[str]) -> list[int]:
    """Return codes in the order met, by a dictionary."""
    codes: dict[str, int] = {}
    return [codes.setdefault(word, len(codes)) for word in words]


@given(COLUMNS)
def test_texts_come_back_as_they_went_in(words: list[str]) -> None:
    column = Texts.of(words)
    assert list(column) == words
    assert column == tuple(words)
    assert [column[at] for at in range(-len(words), len(words))] == words + words
    assert column[1:3] == tuple(words[1:3])
    assert column.size.tolist() == [len(word.encode("utf-8", "surrogatepass")) for word in words]
    assert pickle.loads(pickle.dumps(column)) == column  # noqa: S301  (own bytes)
    assert Texts.joined([column, Texts.of(["z"]), column]) == (*words, "z", *words)


@given(COLUMNS, st.integers(1, 7))
def test_equal_texts_and_no_others_share_a_code(words: list[str], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "_AT_ONCE", at_once)  # blocks of any size say the same
        code, kept = Texts.of(words).coded()
        assert list(kept) == list(dict.fromkeys(words))
    assert code.tolist() == first_met(words)


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 5), max_size=60))
def test_numbers_are_coded_in_the_order_they_are_met(numbers: list[int]) -> None:
    code, first = numbered(np.array(numbers, np.uint64))
    assert code.tolist() == first_met([str(number) for number in numbers])
    assert first.tolist() == [numbers.index(number) for number in dict.fromkeys(numbers)]


@given(COLUMNS)
def test_texts_that_share_a_print_are_told_apart(words: list[str]) -> None:
    column = Texts.of(words)
    with pytest.MonkeyPatch.context() as patch:  # as if all of them did
        patch.setattr(texts, "_prints", lambda _data, begin, _size: np.zeros(len(begin), np.uint64))
        code, first = coded(column.data, column.bound[:-1], column.size)
    assert code.tolist() == first_met(words)
    assert first.tolist() == [words.index(word) for word in dict.fromkeys(words)]


@given(COLUMNS)
def test_cleaning_both_ends_is_cleaning_each_text(words: list[str]) -> None:
    for clean in (str.strip, lambda text: text.strip().strip('"')):
        found = Texts.of(words).cleaned(clean)
        if found is None:
            assert [clean(word) for word in words] == words
        else:
            code, kept = found
            assert [kept[at] for at in code] == [clean(word) for word in words]
            assert len(set(kept)) == len(kept)


@given(COLUMNS, st.integers(1, 9))
def test_the_number_that_ends_a_text(words: list[str], most: int) -> None:
    number, digits = Texts.of(words).numbers_behind(most)
    for at, word in enumerate(words):
        behind = word[len(word.rstrip("0123456789")) :][-most:]
        assert (number[at], digits[at]) == (int(behind or 0), len(behind))


@given(COLUMNS, st.integers(1, 5))
def test_phrases_are_found_whatever_their_case(words: list[str], at_once: int) -> None:
    phrases = ("xyx", "é1", "voice")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "_AT_ONCE", at_once)
        found = Texts.of(words).holding(phrases)
    assert found.tolist() == [any(p in word.lower() for p in phrases) for word in words]


def test_a_phrase_over_the_end_of_a_text_is_not_in_it() -> None:
    assert Texts.of(["in", "voice", "Invoice"]).holding(["invoice"]).tolist() == [0, 0, 1]
