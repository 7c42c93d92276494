"""One account in the tables of many banks: the same lines, whoever printed them.

Layouts after public descriptions of the banks' downloads; the account is made up.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from bestplaced.intake.bank import BankStatement
from bestplaced.intake.formats import parse_export

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = [
    (dt.date(2025, 1, 2) + dt.timedelta(days=6 * k), text, amount)
    for k, (text, amount) in enumerate([
        ("Rent", -90_000), ("Stripe payout", 123_456), ("Coffee and tea", -1_250),
        ("Wages", -234_500), ("Invoice 17", 410_005), ("Tax office", -60_001),
    ])
]  # fmt: skip
BALANCES = [500_000 + sum(amount for _, _, amount in LINES[: k + 1]) for k in range(len(LINES))]
ROWS = [(day, text, amount, BALANCES[k]) for k, (day, text, amount) in enumerate(LINES)]


def point(value: int) -> str:
    """Return hundredths as -1234.50."""
    return f"{value / 100:.2f}"


def comma(value: int) -> str:
    """Return hundredths as -1.234,50."""
    return f"{value / 100:,.2f}".translate(str.maketrans(",.", ".,"))


def out_in(value: int, show: Callable[[int], str], delimiter: str) -> str:
    """Return what went out and what came in, in two cells."""
    return f"{show(-value)}{delimiter}" if value < 0 else f"{delimiter}{show(value)}"


def dkb() -> tuple[str, str]:
    """Lines of names and values above the header, one of which says ``Kontonummer``."""
    head = ['"Kontonummer:";"DE12500105170648489890 / Girokonto";', "", '"Von:";"01.01.2025";', "",
            ("Buchungstag;Wertstellung;Buchungstext;Auftraggeber / Begünstigter;Verwendungszweck;"
            "Kontonummer;BLZ;Betrag (EUR);Gläubiger-ID;")]  # fmt: skip
    rows = [f"{d:%d.%m.%Y};{d:%d.%m.%Y};Lastschrift;Firma {k};{t};DE0212030000000020205{k};BYLA;"
            f"{comma(a)};;" for k, (d, t, a, _) in enumerate(ROWS[::-1])]  # fmt: skip
    return "\n".join(head + rows), "EUR"


def n26() -> tuple[str, str]:
    """An account that has a name, and partners that have an IBAN."""
    head = [('"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference",'
            '"Account Name","Amount (EUR)"')]  # fmt: skip
    rows = [f"{d},{d},{t},DE02120300000000202051,Transfer,{t},Main,{point(a)}"
            for d, t, a, _ in ROWS]  # fmt: skip
    return "\n".join(head + rows), "EUR"


def qonto() -> tuple[str, str]:
    """Two dates with a time of day, the amount beside debit and credit."""
    head = [("Settlement date (UTC);Operation date (UTC);Account name;IBAN;Counterparty name;"
            "Total amount (incl. VAT);Currency;Status;Debit;Credit;Balance")]  # fmt: skip
    rows = [f"{d:%d-%m-%Y} 10:00:00;{d:%d-%m-%Y} 09:00:00;Main;FR7616958000010000000000000;{t};"
            f"{comma(a)};EUR;settled;{out_in(a, comma, ';')};{comma(b)}"
            for d, t, a, b in ROWS]  # fmt: skip
    return "\n".join(head + rows), "EUR"


def revolut() -> tuple[str, str]:
    """A business account, both dates in UTC, fees apart."""
    head = [("Date started (UTC),Date completed (UTC),ID,Type,State,Description,Orig currency,"
            "Payment currency,Amount,Fee,Balance,Account,Beneficiary IBAN")]  # fmt: skip
    rows = [f"{d},{d},{k:08x},TRANSFER,COMPLETED,{t},GBP,GBP,{point(a)},0.00,{point(b)},GBP Main,"
            for k, (d, t, a, b) in enumerate(ROWS[::-1])]  # fmt: skip
    return "\n".join(head + rows), ""


def swedbank() -> tuple[str, str]:
    """A title above the header, three dates, texts as ``Beskrivning``."""
    head = ["* Transaktioner Period 2025-01-01 - 2025-04-30",
            ("Radnummer,Clearingnummer,Kontonummer,Produkt,Valuta,Bokföringsdag,Transaktionsdag,"
            "Valutadag,Referens,Beskrivning,Belopp,Bokfört saldo")]  # fmt: skip
    rows = [f"{k},81231,9234567890,Konto,SEK,{d},{d},{d},{t},{t},{point(a)},{point(b)}"
            for k, (d, t, a, b) in enumerate(ROWS[::-1])]  # fmt: skip
    return "\n".join(head + rows), "SEK"


def credit_agricole() -> tuple[str, str]:
    """Amounts headed by a currency in words, texts over two lines."""
    head = ["Téléchargement du 02/05/2025;", "", "Solde au 02/05/2025 6 477,10 €", "",
            "Date;Libellé;Débit euros;Crédit euros;"]  # fmt: skip
    rows = [f'{d:%d/%m/%Y};"VIREMENT\n{t}";{out_in(a, comma, ";")};' for d, t, a, _ in ROWS]
    return "\n".join(head + rows), ""


def rbc() -> tuple[str, str]:
    """Amounts headed by nothing but their currency."""
    head = ["Account Type,Account Number,Transaction Date,Cheque Number,Description 1,CAD$,USD$"]
    rows = [f"Chequing,01234-1234567,{d.month}/{d.day}/{d.year},,{t},{point(a)},"
            for d, t, a, _ in ROWS]  # fmt: skip
    return "\n".join(head + rows), ""


def wise() -> tuple[str, str]:
    """A ``Transaction Type``, which QuickBooks has too."""
    head = [("TransferWise ID,Date,Date Time,Amount,Currency,Description,Payment Reference,"
            "Running Balance,Payee Account Number,Merchant,Transaction Type")]  # fmt: skip
    rows = [f"TRANSFER-{k},{d:%d-%m-%Y},{d:%d-%m-%Y} 09:00:00.000,{point(a)},EUR,{t},,{point(b)},"
            f",,DEBIT" for k, (d, t, a, b) in enumerate(ROWS[::-1])]  # fmt: skip
    return "\n".join(head + rows), "EUR"


def monzo() -> tuple[str, str]:
    """A time of day, a name and a category: no time log."""
    head = [("Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,"
            "Notes and #tags,Description,Money Out,Money In")]  # fmt: skip
    rows = [f"tx_{k},{d:%d/%m/%Y},10:11:12,Card,{t},,General,{point(a)},GBP,{point(a)},,{t},"
            f"{out_in(a, point, ',')}" for k, (d, t, a, _) in enumerate(ROWS)]  # fmt: skip
    return "\n".join(head + rows), "GBP"


BANKS = [dkb, n26, qonto, revolut, swedbank, credit_agricole, rbc, wise, monzo]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.__name__)
def test_the_account_is_the_same_in_every_layout(
    bank: Callable[[], tuple[str, str]], encoding: str
) -> None:
    text, currency = bank()
    found = parse_export(text.encode(encoding), "account.csv")
    assert isinstance(found, tuple)
    (statement,) = found
    assert isinstance(statement, BankStatement)
    assert [(line.date, line.amount) for line in statement.lines] == [
        (day, amount) for day, _, amount in LINES
    ]
    assert statement.currency == currency
    if statement.closing is not None:
        assert (statement.opening, statement.closing) == (500_000, BALANCES[-1])
