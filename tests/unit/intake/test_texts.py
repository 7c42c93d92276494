"""Texts as columns: the same texts out as went in, and one code for equal ones only."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bestplaced.intake import texts
from bestplaced.intake.texts import WORD, Texts, coded, numbered

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
@example(["x" * 9 + "y", "x" * 10, "x" * 9 + "y"])  # the same size, another last byte
def test_texts_that_share_a_print_are_told_apart(words: list[str]) -> None:
    column, prints = Texts.of(words), texts._prints

    def one_for_long_texts(data: texts.Bytes, begin: texts.Ints, size: texts.Ints) -> texts.Numbers:
        # that of the empty text; texts of up to eight bytes never share one
        return np.where(size > WORD, np.uint64(0), prints(data, begin, size))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "_prints", one_for_long_texts)
        code, first = coded(column.data, column.bound[:-1], column.size)
    assert code.tolist() == first_met(words)
    assert first.tolist() == [words.index(word) for word in dict.fromkeys(words)]


@given(st.sets(st.binary(max_size=8), min_size=2, max_size=60))
def test_texts_of_up_to_eight_bytes_share_no_print(parts: set[bytes]) -> None:
    by_size: dict[int, set[bytes]] = {}
    for part in parts:
        by_size.setdefault(len(part), set()).add(part)
    for size, some in by_size.items():
        data = np.frombuffer(b"".join(some) + bytes(WORD), np.uint8)
        begin = np.arange(len(some)) * size
        assert len(set(texts._prints(data, begin, np.full(len(some), size)).tolist())) == len(some)


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
