"""Venmo: what moves the balance held there, and whether totals hold the fee."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake.formats import parse_export
from tests.exports import VENMO

if TYPE_CHECKING:
    from bestplaced.intake.bank import BankStatement


def read(text: str) -> BankStatement:
    """Return the one statement of a file."""
    found = parse_export(text.encode(), "v.csv")
    assert isinstance(found, tuple)
    (statement,) = found
    return statement


def test_what_cards_and_banks_pay_is_no_line_of_the_balance() -> None:
    statement = read(VENMO)
    assert (statement.account, statement.currency) == ("Venmo @harbour", "USD")
    # 10.00 + (1,500.00 less 25.00 of fee) - 485.00 = 1,000.00: so the fee is not in the total
    assert [line.amount for line in statement.lines] == [147_500, -48_500]
    assert (statement.opening, statement.closing, statement.difference) == (1_000, 100_000, 0)
    assert statement.unread == 2  # the card's payment, and the one pending
    assert "1 payments of cards and banks" in " ".join(map(str, statement.findings))


def test_totals_that_hold_the_fee_are_left_as_they_are() -> None:
    statement = read(VENMO.replace('"$1,000.00"', '"$1,025.00"'))
    assert [line.amount for line in statement.lines] == [150_000, -48_500]
    assert statement.difference == 0


def test_a_payment_that_stands_twice_counts_once() -> None:
    row = next(line for line in VENMO.splitlines() if ",43," in line)
    statement = read(VENMO.replace(row, f"{row}\n{row}"))
    assert statement.difference == 0
    assert "stand twice" in " ".join(map(str, statement.findings))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("- $485.00", "- $48x.00", "v.csv:7: '- $48x.00' is not an amount"),
        ("2026-01-15", "2026-13-15", "v.csv:7"),
        (",Type,", ",Datetime,", "the header"),
    ],
)
def test_refusals(old: str, new: str, words: str) -> None:
    with pytest.raises(IntakeError) as caught:
        parse_export(VENMO.replace(old, new).encode(), "v.csv")
    assert words in str(caught.value) or "no header row" in str(caught.value)
