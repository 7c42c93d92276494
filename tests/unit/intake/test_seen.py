"""What an entry is, told by the meanings of the accounts it moves."""

from __future__ import annotations

import datetime as dt

import pytest

from bestplaced.intake.ledger import Account, Entry, Ledger, Posting
from bestplaced.intake.meaning import account_meanings
from bestplaced.intake.seen import (
    Seen,
    customer_receipt,
    document,
    journal,
    other_money,
    sales_invoice,
    supplier_invoice,
    supplier_payment,
)

NAMES = {
    "1930": "Bank", "1510": "Kundfordringar", "2440": "Leverantörsskulder", "3010": "Försäljning",
    "5010": "Hyra", "2010": "Eget kapital", "7832": "Avskrivningar", "1220": "Inventarier",
}  # fmt: skip
RULES = {
    rule.__name__: rule
    for rule in (supplier_payment, supplier_invoice, sales_invoice, customer_receipt, other_money,
                 document, journal)
}  # fmt: skip


def seen(text: str = "", /, **amounts: int) -> Seen:
    """Return one entry as the rules see it, with amounts by account (a1930=5)."""
    postings = tuple(Posting(name[1:], value) for name, value in amounts.items())
    entry = Entry("A", "1", dt.date(2025, 1, 5), text, postings, 1)
    accounts = tuple(Account(number, name) for number, name in NAMES.items())
    ledger = Ledger("SIE 4", "x.se", "", "SEK", accounts, (entry,))
    return Seen(ledger, account_meanings(ledger))


@pytest.mark.parametrize(
    ("amounts", "is_a"),
    [
        ({"a2440": 5, "a1930": -5}, {"supplier_payment"}),
        ({"a5010": 5, "a2440": -5}, {"supplier_invoice", "document"}),
        ({"a1510": 5, "a3010": -5}, {"sales_invoice", "document"}),
        ({"a1930": 5, "a1510": -5}, {"customer_receipt"}),
        ({"a5010": 5, "a1930": -5}, {"other_money", "document"}),
        ({"a7832": 5, "a1220": -5}, {"journal"}),
    ],
)
def test_what_an_entry_is(amounts: dict[str, int], is_a: set[str]) -> None:
    found = seen(**amounts)
    assert {name for name, rule in RULES.items() if rule(found).all()} == is_a


def test_an_invoice_booked_and_paid_in_one_is_an_invoice() -> None:
    found = seen(a5010=5, a2440=0, a1930=-5)
    assert supplier_invoice(found).all()
    assert not other_money(found).any()


def test_opening_balances_are_no_work_of_the_period() -> None:
    assert seen("Ingående balans", a1930=5, a2010=-5).work.tolist() == [False]
    assert seen("Rent", a5010=5, a1930=-5).work.tolist() == [True]


def test_an_entry_that_only_carries_the_result_to_equity_closes() -> None:
    assert seen(a3010=5, a2010=-5).closes().tolist() == [True]
    assert seen(a3010=5, a2010=-4, a1930=-1).closes().tolist() == [False]
