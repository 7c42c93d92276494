"""The neutral values: exact money, frozen, picklable."""

from __future__ import annotations

import datetime as dt
import pickle
from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.intake.ledger import Entry, Ledger, Posting, major, money, unbalanced_faults

DAY = dt.date(2025, 1, 2)


def entry(*amounts: int) -> Entry:
    """Return an entry with one posting for each amount."""
    postings = tuple(Posting(str(n), amount) for n, amount in enumerate(amounts))
    return Entry("A", "7", DAY, "", postings, 12)


@given(st.integers(-(10**15), 10**15))
def test_major_is_exact(hundredths: int) -> None:
    assert major(hundredths) * 100 == hundredths
    assert str(major(hundredths))[-3] == "."


def test_money_reads_well() -> None:
    assert money(-123_456_789, "SEK") == "-1,234,567.89 SEK"
    assert major(5) == Decimal("0.05")


@given(st.lists(st.integers(-(10**9), 10**9), max_size=8))
def test_an_entry_closed_by_its_difference_balances(amounts: list[int]) -> None:
    closed = entry(*amounts, -sum(amounts))
    assert closed.difference == 0
    assert not unbalanced_faults([closed], "x", "")


def test_unbalanced_fault_names_voucher_date_line_and_difference() -> None:
    (fault,) = unbalanced_faults([entry(100, -99), entry(5, -5)], "x.se", "Fix.")
    assert str(fault) == (
        "x.se:12: entry A 7 of 2025-01-02 does not balance: debits less credits are 0.01. Fix."
    )


def test_ledger_sums_sides_apart() -> None:
    ledger = Ledger("CSV", "x", "", "USD", (), (entry(300, -100, -200), entry(50, -50)))
    assert (ledger.debits, ledger.credits, ledger.lines) == (350, 350, 5)
    assert ledger.turnover() == {"0": 350, "1": -150, "2": -200}


def test_values_are_frozen_and_picklable() -> None:
    value = entry(1, -1)
    with pytest.raises(FrozenInstanceError):
        value.text = "other"  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301  (own bytes)
