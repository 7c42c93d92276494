"""QIF, Open Collective and bank tables: what they show, what they cannot, what is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake.bank import BankStatement, parse_statements
from bestplaced.intake.columns import Mapping
from bestplaced.intake.formats import parse_export
from bestplaced.intake.ledger import Ledger
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


# How banks and wallets of several countries head their tables: +500.00 and -120.50 in each.
LAYOUTS = {
    "UK, sort code and transaction type": (
        ("Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
        "Debit Amount,Credit Amount,Balance\n"
        "31/01/2025,DD,'11-22-33,12345678,POWER,120.50,,1879.50\n"
        "30/01/2025,FPI,'11-22-33,12345678,ADA,,500.00,2000.00\n"), "12345678", ""),
    "UK, account in one cell": (
        ("Number,Date,Account,Amount,Subcategory,Memo\n"
        ",31/01/2025,11-22-33 12345678,-120.50,Direct Debit,POWER\n"
        ",30/01/2025,11-22-33 12345678,500.00,Credit,ADA\n"), "11-22-33 12345678", ""),
    "NL, sides in a column": (
        ('"Datum","Naam / Omschrijving","Rekening","Tegenrekening","Af Bij","Bedrag (EUR)"\n'
        '"20250131","Stroom","NL00TEST0123456789","NL00TEST0000000001","Af","120,50"\n'
        '"20250130","Ada","NL00TEST0123456789","NL00TEST0000000002","Bij","500,00"\n'),
        "NL00TEST0123456789", "EUR"),
    "DE, account of the payer too": (
        ('"Auftragskonto";"Buchungstag";"Verwendungszweck";"Kontonummer";"BLZ";"Betrag";"Waehrung"\n'
        '"1234567890";"31.01.25";"Strom";"DE00TEST01";"TESTDE";"-120,50";"EUR"\n'
        '"1234567890";"30.01.25";"Ada";"DE00TEST02";"TESTDE";"500,00";"EUR"\n'),
        "1234567890", "EUR"),
    "AT, debit is money out": (
        ("Kontonummer;Text;Datum;W\u00e4hrung;Soll;Haben\n"
        "12345678901;Strom;31.01.2025;EUR;120,50;0,00\n"
        "12345678901;Ada;30.01.2025;EUR;0,00;500,00\n"), "12345678901", "EUR"),
    "SG, currency in the headers and texts below the lines": (
        ("Account details for:,TEST\nTransaction History\n"
        "Transaction date,Value date,Description,Withdrawals (SGD),Deposits (SGD)\n"
        "31/01/2025,31/01/2025,DEBIT,120.50,\n,,15/01/25 POWER\n"
        "30/01/2025,30/01/2025,CREDIT,,500.00\n,,ADA\n"), "x.dat", "SGD"),
    "wallet, day of completion and what is pending": (
        ("Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
        "IN,Current,2025-01-29 09:00:00,2025-01-30 09:00:01,Ada,501.00,1.00,EUR,DONE,2000.00\n"
        "CARD,Current,2025-01-30 08:00:00,2025-01-31 08:00:00,Power,-120.50,0,EUR,DONE,1879.50\n"
        "CARD,Current,2025-01-31 08:00:00,,Shop,-9.00,0.00,EUR,PENDING,\n"), "x.dat", "EUR"),
    "US, remarks among the lines": (
        ('"Date","Type","Description","Withdrawal (-)","Deposit (+)","RunningBalance"\n'
        '"Posted Transactions"\n"01/31/2025","ACH","POWER","$120.50","","$1,879.50"\n'
        '"01/30/2025","ACH","ADA","","$500.00","$2,000.00"\n'), "x.dat", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_tables_of_banks_of_many_countries(name: str) -> None:
    text, account, currency = LAYOUTS[name]
    statement = read(text)
    assert (statement.account, statement.currency) == (account, currency)
    assert (statement.money_in, statement.money_out) == (50_000, 12_050)
    assert [line.date.isoformat() for line in statement.lines] == ["2025-01-30", "2025-01-31"]
    assert statement.difference in {0, None}
    assert (statement.closing == 187_950) == ("alance" in text)


def test_two_accounts_in_one_table_are_two_statements() -> None:
    head = "Date,IBAN,Description,Amount\n"
    rows = [f"2025-01-{day:02},DE00TEST000000{day % 2},x,{day}.00\n" for day in range(1, 7)]
    found = parse_export((head + "".join(rows)).encode(), "x.csv")
    assert isinstance(found, tuple)
    assert [item.account for item in found] == ["DE00TEST0000001", "DE00TEST0000000"]
    assert [item.money_in for item in found] == [900, 1_200]  # 1 + 3 + 5, and 2 + 4 + 6


def test_a_ledger_of_one_account_is_no_bank_table() -> None:
    rows = "2025-01-30,1930,Ada,500.00,\n2025-01-31,1930,Power,,120.50\n"
    assert "stand on one account (1930)" in refusal(
        f"Date,Account,Description,Debit,Credit\n{rows}"
    )
    two = "Datum;Buchungstext;Betrag;Sollkonto;Habenkonto\n30.01.2025;Ada;500,00;1200;8400\n"
    assert isinstance(parse_export(two.encode(), "x.csv"), Ledger)


def test_a_column_that_is_no_running_balance_is_not_used() -> None:
    rows = "".join(f"2025-01-0{day},x,{day}.00,100.00\n" for day in range(1, 8))
    statement = read(f"Date,Description,Amount,Balance\n{rows}")
    assert (statement.opening, statement.closing) == (None, None)
    assert any("does not follow the lines" in str(item) for item in statement.findings)


def test_a_bank_line_taken_out_is_named() -> None:
    text = BANK.replace("15/01/2026,Client A,,1500.00,2300.00\n", "")
    assert "x.dat:3: the balance 1,650.00 does not follow" in refusal(text)


def test_nothing_else_is_taken_for_a_bank_file() -> None:
    assert parse_statements(b"Date,Account,Amount\n", "x") == ()


def test_sides_behind_amounts_are_those_of_a_bank() -> None:
    """The balance is printed with its side too: turned signs would follow it all the same."""
    text = "Date,Description,Amount,Balance\n2026-01-30,Ada,500.00 CR,2000.00 CR\n"
    statement = read(f"{text}2026-01-31,Power,120.50 DR,1879.50 CR\n")
    assert [line.amount for line in statement.lines] == [50_000, -12_050]
    assert (statement.opening, statement.closing) == (150_000, 187_950)
