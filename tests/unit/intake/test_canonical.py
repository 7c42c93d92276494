"""The neutral ledger as a file: what is written is read back as exactly what it was."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake.canonical import neutral, plain, read_canonical, write_ledger
from bestplaced.intake.formats import parse_ledger
from bestplaced.intake.ledger import Account, Balance, Entry, Finding, Ledger, Posting, Rows
from tests.exports import QBO_CLASSIC

# Anything a file may hold as text: no control characters (no reader lets them in), no surrogates.
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12)
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31))
MONEY = st.integers(-(10**12), 10**12)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Return a balanced entry of two to five postings."""
    values = draw(st.lists(MONEY, min_size=1, max_size=4))
    amounts = [*values, -sum(values)]
    postings = tuple(
        Posting(draw(TEXTS), amount, draw(TEXTS), draw(TEXTS), draw(TEXTS)) for amount in amounts
    )
    return Entry(
        draw(TEXTS), draw(TEXTS), draw(DAYS), draw(TEXTS), postings, draw(st.integers(1, 10**6)),
        draw(st.none() | DAYS), draw(TEXTS), draw(TEXTS), draw(TEXTS),
    )  # fmt: skip


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Return a ledger with everything that one can hold."""
    balances = st.lists(st.builds(Balance, TEXTS, MONEY), max_size=3).map(tuple)
    read, refused = draw(st.integers(0, 99)), draw(st.integers(0, 99))
    return Ledger(
        format=draw(TEXTS),
        source=draw(TEXTS),
        organisation=draw(TEXTS),
        currency=draw(TEXTS),
        accounts=tuple(draw(st.lists(st.builds(Account, TEXTS, TEXTS, TEXTS, TEXTS), max_size=4))),
        entries=draw(st.lists(entries(), max_size=4)),
        opening=draw(balances),
        closing=draw(balances),
        fiscal_first=draw(st.none() | DAYS),
        fiscal_last=draw(st.none() | DAYS),
        rows=draw(st.sampled_from([None, Rows(read + refused, read, refused)])),
        findings=tuple(draw(st.lists(st.builds(Finding, TEXTS, TEXTS), max_size=2))),
        chart=draw(TEXTS),
        period=draw(st.none() | st.tuples(DAYS, DAYS)),
        balances_only=draw(st.booleans()),
    )


@given(ledgers())
def test_round_trip_is_the_identity(ledger: Ledger) -> None:
    assert read_canonical(write_ledger(ledger), "x.csv") == ledger


def test_round_trip_of_an_export() -> None:
    ledger = parse_ledger(QBO_CLASSIC.encode(), "q.csv")
    assert parse_ledger(write_ledger(ledger), "again.csv") == ledger


@given(TEXTS)
def test_neutral_texts_begin_no_formula_and_are_undone(text: str) -> None:
    assert neutral(text)[:1] not in {"=", "+", "-", "@"}
    assert plain(neutral(text)) == text


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_file_cut_short_is_refused(cut: int) -> None:
    whole = write_ledger(parse_ledger(QBO_CLASSIC.encode(), "q.csv"))
    with pytest.raises(IntakeError):
        read_canonical(whole[: -len(whole) * cut // 12], "x.csv")


def test_a_changed_amount_is_refused_with_its_entry() -> None:
    whole = write_ledger(parse_ledger(QBO_CLASSIC.encode(), "q.csv"))
    with pytest.raises(IntakeError, match="entry Expense of 2026-01-05 does not balance"):
        read_canonical(whole.replace(b'"-200.00"', b'"-200.01"'), "x.csv")
