"""QIF, Open Collective and bank tables: what they show, what they cannot, what is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake.bank import BankStatement, parse_statements
from bestplaced.intake.columns import Mapping
from bestplaced.intake.formats import parse_export
from tests.exports import BANK, OPEN_COLLECTIVE, QIF


def read(text: str, mapping: Mapping | None = None) -> BankStatement:
    """Return the one statement of a file."""
    found = parse_export(text.encode(), "x.dat", mapping)
    assert isinstance(found, tuple)
    (statement,) = found
    return statement


def refusal(text: str) -> str:
    """Return why a file is refused."""
    with pytest.raises(IntakeError) as caught:
        parse_export(text.encode(), "x.dat")
    return str(caught.value)


def test_qif_register() -> None:
    statement = read(QIF)
    assert (statement.format, statement.account, statement.opening) == ("QIF", "Checking", 100_000)
    assert [line.amount for line in statement.lines] == [-20_000, -65_000]
    assert statement.lines[1].reference == "55"
    assert "nothing shows that it is complete" in str(statement.findings[0])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("$-600.00", "$-600.01", "x.dat:16: the splits make -650.01, the transaction -650.00"),
        ("D1/31'26", "D1/2'26", "two ways"),
        ("T-200.00", "Tx", "'x' is not an amount"),
        ("$-50.00\n^\n", "$-50.00\n", "the file ends inside the record begun on line 16"),
    ],
)
def test_qif_refusals(old: str, new: str, words: str) -> None:
    text = QIF.replace(old, new)
    if new == "D1/2'26":  # 5 January and 2 January run in no order either way
        text = text.replace("D1/1'26", "D1/7'26")
    assert words in refusal(text)


def test_qif_with_remarks_above_and_a_stated_order_of_dotted_dates() -> None:
    head = "# kept by hand\n\n!Option:MDY\n!Account\nNTill\nTCash\n^\n!Type:Cash \n"
    statement = read(f"{head}D10.11.25\nT-5.00\n^\nD10.12.25\nT6.00\n^\n")
    assert statement.account == "Till"
    assert [line.date for line in statement.lines] == [dt.date(2025, 10, 11), dt.date(2025, 10, 12)]
    other = read(f"{head.replace('MDY', 'DMY')}D10.11.25\nT-5.00\n^\n")
    assert other.lines[0].date == dt.date(2025, 11, 10)


def test_qif_of_investments_only() -> None:
    assert "no bank, cash or card" in refusal("!Type:Invst\nD1/5'26\nNBuy\nYOak Fund\n^\n")


def test_open_collective_newest_first() -> None:
    statement = read(OPEN_COLLECTIVE)
    # 0 + 95.00 (100.00 less 5.00 of fees) - 30.00 = 65.00
    assert (statement.opening, statement.closing, statement.difference) == (0, 6_500, 0)
    assert [line.amount for line in statement.lines] == [9_500, -3_000]
    assert statement.lines[0].counterparty == "Ann"


def test_open_collective_legacy_columns() -> None:
    text = (
        "id,createdAt,currency,description,netAmountInCollectiveCurrency,collectiveSlug\n"
        "7,2026-01-10,EUR,gift,12.00,harbour\n"
    )
    statement = read(text)
    assert (statement.currency, statement.money_in, statement.closing) == ("EUR", 1_200, None)


def test_bank_table_newest_first() -> None:
    statement = read(BANK, Mapping(currency_code="GBP"))
    # 1,000.00 - 200.00 + 1,500.00 - 650.00 = 1,650.00
    assert (statement.opening, statement.closing, statement.difference) == (100_000, 165_000, 0)
    assert statement.currency == "GBP"


def test_bank_table_with_one_amount_and_decimal_commas() -> None:
    text = "Buchungstag;Verwendungszweck;Betrag;Saldo;W\u00e4hrung\n"
    text += "05.01.2026;Holz;-1.200,50;799,50;EUR\n15.01.2026;Kunde;1.500,00;2.299,50;EUR\n"
    statement = read(text)
    assert (statement.opening, statement.money_out, statement.currency) == (200_000, 120_050, "EUR")


def test_a_bank_line_taken_out_is_named() -> None:
    text = BANK.replace("15/01/2026,Client A,,1500.00,2300.00\n", "")
    assert "x.dat:3: the balance 1,650.00 does not follow" in refusal(text)


def test_nothing_else_is_taken_for_a_bank_file() -> None:
    assert parse_statements(b"Date,Account,Amount\n", "x") == ()
