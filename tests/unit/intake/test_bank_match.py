"""Lines of the bank held against the books."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from bestplaced.intake.bank.statement import BankLine, BankStatement
from bestplaced.intake.bank_match import bank_matched
from bestplaced.intake.ledger import Account, Entry, Ledger, Posting
from bestplaced.intake.meaning import account_meanings
from bestplaced.intake.seen import Seen

DAY = dt.date(2025, 3, 1)


def books(*lines: tuple[int, int]) -> list[Seen]:
    """Return a ledger that books amounts on the bank, each some days after 1 March."""
    entries = [
        Entry("A", str(n), DAY + dt.timedelta(day), "", (
            Posting("1930", amount), Posting("3010", -amount)), n)
        for n, (day, amount) in enumerate([(0, 1), *lines, (60, 1)])
    ]  # fmt: skip
    accounts = (Account("1930", "Bank"), Account("3010", "Försäljning"))
    ledger = Ledger("SIE 4", "x.se", "", "SEK", accounts, tuple(entries))
    return [Seen(ledger, account_meanings(ledger))]


def statement(*lines: tuple[int, int], currency: str = "SEK") -> list[BankStatement]:
    """Return a statement with amounts, each some days after 1 March."""
    rows = [BankLine(DAY + dt.timedelta(day), amount, "Elm", "", n)
            for n, (day, amount) in enumerate(lines, start=1)]  # fmt: skip
    return [BankStatement("CAMT.053", "b.xml", "1", currency, tuple(rows))]


def test_a_line_is_matched_once_and_within_five_days() -> None:
    booked = books((10, 500), (20, -300))
    bank = statement((12, 500), (13, 500), (26, -300), (12, 777))
    found = bank_matched(booked, bank, "SEK")
    # 500 once of two; 300 six days off; 777 not booked
    assert (found.count, found.amount) == (3, 500 + 300 + 777)
    assert found.where[0].startswith("b.xml:4 2025-03-13 7.77 SEK Elm")
    assert found.amiss == 1


def test_days_that_the_books_do_not_cover_are_not_asked_for() -> None:
    found = bank_matched(books((10, 500)), statement((10, 500), (90, 1_000)), "SEK")
    assert (found.count, found.amiss) == (0, 0)


def test_without_statements_in_the_ledgers_currency_nothing_is_judged() -> None:
    for bank in ([], statement((10, 500), currency="EUR")):
        assert bank_matched(books((10, 500)), bank, "SEK").amiss is None


LINES = st.lists(st.tuples(st.integers(1, 50), st.integers(-5, 5).filter(bool)), max_size=15)


@given(LINES)
def test_books_that_hold_every_line_are_matched(lines: list[tuple[int, int]]) -> None:
    if lines:
        assert bank_matched(books(*lines), statement(*lines), "SEK").count == 0
