"""Entries as columns: the same entries out as went in, and exact sums."""

from __future__ import annotations

import datetime as dt
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake.entries import Entries, Entry, Posting, Words
from bestplaced.intake.ledger import Ledger

WORDS = st.sampled_from(["", "a", "B", "åö", "1930"])
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))
POSTINGS = st.builds(Posting, WORDS, st.integers(-(10**14), 10**14), WORDS, WORDS, WORDS)
ENTRIES = st.lists(
    st.builds(
        Entry, WORDS, WORDS, DAYS, WORDS, st.lists(POSTINGS, max_size=4).map(tuple),
        st.integers(1, 10**9), st.none() | DAYS, WORDS, WORDS, WORDS,
    ),
    max_size=8,
)  # fmt: skip


@given(ENTRIES)
def test_entries_come_back_as_they_went_in(entries: list[Entry]) -> None:
    columns = Entries.of(entries)
    assert list(columns) == entries
    assert columns[:] == tuple(entries)
    assert Entries.of(columns) is columns
    assert pickle.loads(pickle.dumps(columns)) == columns  # noqa: S301  (own bytes)
    assert hash(Entries.of(entries)) == hash(columns)


@given(ENTRIES)
def test_column_sums_are_the_sums_of_the_postings(entries: list[Entry]) -> None:
    columns = Entries.of(entries)
    assert columns.differences.tolist() == [entry.difference for entry in entries]
    assert columns.counts(columns.amount > 0).tolist() == [
        sum(posting.amount > 0 for posting in entry.postings) for entry in entries
    ]
    assert columns.months().tolist() == [
        (entry.date.year - 1970) * 12 + entry.date.month - 1 for entry in entries
    ]
    net: dict[str, int] = {}
    for entry in entries:
        for posting in entry.postings:
            net[posting.account] = net.get(posting.account, 0) + posting.amount
    assert Ledger("CSV", "x", "", "USD", (), columns).turnover() == net


@given(ENTRIES)
def test_entries_are_put_in_order_of_date_and_line(entries: list[Entry]) -> None:
    ordered = sorted(entries, key=lambda entry: (entry.date, entry.line))
    assert list(Entries.of(entries).in_order()) == ordered


@given(st.data(), ENTRIES)
def test_taking_rows_takes_their_postings(data: st.DataObject, entries: list[Entry]) -> None:
    rows = data.draw(st.lists(st.sampled_from(range(len(entries))))) if entries else []
    taken = Entries.of(entries).take(np.array(rows, np.int64))
    assert list(taken) == [entries[row] for row in rows]


def test_columns_that_nothing_fills_are_absent() -> None:
    columns = Entries.of([Entry("", "1", dt.date(2025, 1, 1), "", (Posting("1", 5),), 1)])
    assert (columns.entered, columns.person, columns.party) == (None, None, None)


def test_sums_that_64_bits_cannot_hold_are_refused() -> None:
    huge = tuple(Posting("1", 10**18) for _ in range(5))  # 5e18 is above 2**62 = 4.6e18
    with pytest.raises(IntakeError, match="they cannot be money"):
        Entries.of([Entry("", "1", dt.date(2025, 1, 1), "", huge, 1)])
    with pytest.raises(IntakeError, match="too large"):
        Entries.of([Entry("", "1", dt.date(2025, 1, 1), "", (Posting("1", 10**19),), 1)])


def test_words_ask_each_text_once() -> None:
    asked: list[str] = []
    words = Words(np.array([0, 1, 0], np.int32), ("a", "b"))

    def is_a(word: str) -> bool:
        asked.append(word)
        return word == "a"

    found = words.where(is_a)
    assert (found.tolist(), asked) == ([True, False, True], ["a", "b"])
