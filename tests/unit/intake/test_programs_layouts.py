"""The same books in the layouts of many programs: one ledger, whoever printed it.

Layouts after public descriptions of the programs' exports; the books are made up.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake.formats import parse_export, parse_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Voucher(NamedTuple):
    """A day, a number, a kind, a text, and hundredths by account (debits positive)."""

    date: dt.date
    number: str
    kind: str
    text: str
    amounts: dict[str, int]


NUMBERS = {"Cheque Account": "1110", "Receivables": "1200", "GST Collected": "2310",
           "Sales": "4000", "Rent": "6000"}  # fmt: skip
BOOKS = [
    voucher
    for month in (1, 2, 3)
    for voucher in (
        Voucher(dt.date(2025, month, 3), f"R{month}", "Cheque", f"Rent {month}",
                {"Rent": 120_000, "Cheque Account": -120_000}),
        Voucher(dt.date(2025, month, 15), f"I{month}", "Invoice", f"Invoice {month}",
                {"Receivables": 110_000 * month, "Sales": -100_000 * month,
                 "GST Collected": -10_000 * month}),
        Voucher(dt.date(2025, month, 20), f"P{month}", "Payment", f"Receipt {month}",
                {"Cheque Account": 110_000 * month, "Receivables": -110_000 * month}),
    )
]  # fmt: skip


def plain(value: int) -> str:
    """Return hundredths as 1234.50, and nothing for nothing."""
    return f"{value / 100:.2f}" if value else ""


def dollars(value: int) -> str:
    """Return hundredths as ``"$1,234.50"`` or ``"-$1,234.50"``, quoted for its comma."""
    return f'"{"-" if value < 0 else ""}${abs(value) / 100:,.2f}"'


def sides(value: int) -> tuple[int, int]:
    """Return debit and credit."""
    return max(value, 0), max(-value, 0)


def comma(value: int) -> str:
    """Return hundredths as 1.234,50."""
    return f"{value / 100:,.2f}".translate(str.maketrans(",.", ".,"))


def postings() -> Iterator[tuple[Voucher, str, int]]:
    """Yield every posting with its voucher, in order of time."""
    return ((voucher, name, value) for voucher in BOOKS for name, value in voucher.amounts.items())


def by_account() -> Iterator[tuple[str, list[tuple[Voucher, int, int]]]]:
    """Yield every account with its postings and the balance after each."""
    for account in NUMBERS:
        balance, lines = 0, []
        for voucher, name, value in postings():
            if name == account:
                balance += value
                lines.append((voucher, value, balance))
        yield account, lines


def wave() -> str:
    """Wave, account transactions: accounts as headings, no numbers of entries."""
    out = ["Account Transactions", "Acme", "Date Range: 2025-01-01 to 2025-03-31", "",
           ("ACCOUNT NUMBER,DATE,DESCRIPTION,DEBIT (In Business Currency),"
           "CREDIT (In Business Currency),BALANCE (In Business Currency)")]  # fmt: skip
    for account, lines in by_account():
        out += [f",{account},,,,", ",Starting Balance,,,,$0.00"]
        for voucher, value, balance in lines:
            debit, credit = (dollars(side) if side else "" for side in sides(value))
            out.append(f",{voucher.date},{voucher.text},{debit},{credit},{dollars(balance)}")
        debits = dollars(sum(max(value, 0) for _, value, _ in lines))
        credits_ = dollars(sum(max(-value, 0) for _, value, _ in lines))
        last = dollars(lines[-1][2])
        out += [f",Totals and Ending Balance,,{debits},{credits_},{last}"]
        out += [f",Balance Change,,{last},,", ""]
    return "\n".join(out)


def sage_us() -> str:
    """Sage 50 US: the account on its opening row only, balances at both ends."""
    out = ["Acme", "General Ledger", "For the Period From Jan 1, 2025 to Mar 31, 2025", "",
           ("Account ID,Account Description,Date,Reference,Jrnl,Trans Description,Debit Amt,"
           "Credit Amt,Balance")]  # fmt: skip
    for account, lines in by_account():
        out.append(f"{NUMBERS[account]},{account},1/1/25,,,Beginning Balance,,,0.00")
        for voucher, value, _ in lines:
            debit, credit = map(plain, sides(value))
            day = f"{voucher.date.month}/{voucher.date.day}/25"
            out.append(f",,{day},{voucher.number},GENJ,{voucher.text},{debit},{credit},")
        out.append(f",,3/31/25,,,Ending Balance,,,{plain(lines[-1][2]) or '0.00'}")
    return "\n".join(out)


def erpnext() -> str:
    """ERPNext: one balance over all rows, the names of totals in quotes."""
    head = ("Posting Date", "Account", "Debit (USD)", "Credit (USD)", "Balance (USD)",
            "Voucher Type", "Voucher No", "Party", "Remarks")  # fmt: skip
    out = [",".join(head), ",'Opening',0.0,0.0,0.0,,,,"]
    balance, debits = 0, 0
    for voucher, name, value in postings():
        balance, debits = balance + value, debits + max(value, 0)
        debit, credit = (f"{side / 100:.2f}" for side in sides(value))
        out.append(f"{voucher.date:%d-%m-%Y},{name} - AC,{debit},{credit},{balance / 100:.2f},"
                   f"{voucher.kind},{voucher.number},,{voucher.text}")  # fmt: skip
    both = f"{plain(debits)},{plain(debits)},0.0,,,,"
    return "\n".join([*out, f",'Total',{both}", f",'Closing (Opening + Total)',{both}"])


def exact() -> str:
    """Exact Online, Dutch: number and name of the account in one cell."""
    out = ["Datum;Boekstuknummer;Dagboek;Grootboekrekening;Omschrijving;Relatie;Debet;Credit"]
    for voucher, name, value in postings():
        debit, credit = (comma(side) if side else "" for side in sides(value))
        out.append(f"{voucher.date:%d-%m-%Y};{voucher.number};70;{NUMBERS[name]} - {name};"
                   f"{voucher.text};;{debit};{credit}")  # fmt: skip
    return "\n".join(out)


def e_conomic() -> str:
    """e-conomic, Danish: one signed amount, and no column that says debit or credit."""
    out = ["Kontonr.;Kontonavn;Dato;Bilagsnr.;Tekst;Beløb;Valuta"]
    for voucher, name, value in postings():
        out.append(f"{NUMBERS[name]};{name};{voucher.date:%d-%m-%Y};{voucher.number};"
                   f"{voucher.text};{comma(value)};DKK")  # fmt: skip
    return "\n".join(out)


def gnucash() -> str:
    """GnuCash 2: a row that heads the entry, and rows of its splits without date or number."""
    head = ("Date", "Account Name", "Number", "Description", "Notes", "Memo", "Category", "Type",
            "Action", "Reconcile", "To With Sym", "From With Sym", "To Num.", "From Num.",
            "To Rate/Price", "From Rate/Price")  # fmt: skip
    out = [",".join(head)]
    for voucher in BOOKS:
        day = f"{voucher.date:%d/%m/%y}"
        out.append(f"{day},Assets:Bank,{voucher.number},{voucher.text},,,,T,,N,,,,,,")
        for name, value in voucher.amounts.items():
            debit, credit = map(plain, sides(value))
            out.append(f",Books:{name},,,,{voucher.text},,S,,N,,,{debit},{credit},1.0,1.0")
    return "\n".join(out)


def tally() -> str:
    """Tally, day book: accounts as particulars, the date on the first row of an entry."""
    out = ["Date,Particulars,,Vch Type,Vch No.,Debit Amount,Credit Amount"]
    for voucher in BOOKS:
        head = f"{voucher.date:%d-%b-%y}", voucher.kind, voucher.number
        for name, value in voucher.amounts.items():
            day, kind, number = head
            out.append(f"{day},{name},,{kind},{number},{','.join(map(plain, sides(value)))}")
            head = "", "", ""
    return "\n".join(out)


LAYOUTS = [wave, sage_us, erpnext, exact, e_conomic, gnucash, tally]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_the_books_are_the_same_in_every_layout(layout: Callable[[], str]) -> None:
    ledger = parse_ledger(layout().encode(), "books.csv")
    found = sorted(
        (entry.date, sorted(posting.amount for posting in entry.postings))
        for entry in ledger.entries
    )
    assert found == sorted((v.date, sorted(v.amounts.values())) for v in BOOKS)
    assert len(ledger.accounts) == len(NUMBERS)
    assert ledger.rows is not None
    assert ledger.rows.total == ledger.rows.read + ledger.rows.refused


def test_sage_keeps_the_numbers_of_accounts_that_stand_on_their_first_row_only() -> None:
    ledger = parse_ledger(sage_us().encode(), "books.csv")
    assert {account.number: account.name for account in ledger.accounts} == {
        number: name for name, number in NUMBERS.items()
    }


@pytest.mark.parametrize(
    ("layout", "old", "new", "words"),
    [
        # the first sale, off by a cent: nothing else in the file agrees with it
        (wave, '"$1,100.00",,"$1,100.00"', '"$1,100.01",,"$1,100.00"', "off by"),
        (sage_us, "I1,GENJ,Invoice 1,1100.00", "I1,GENJ,Invoice 1,1100.01", "closing balance"),
        (erpnext, "03-02-2025,Rent - AC,1200.00", "03-02-2025,Rent - AC,1200.01", "off by|balance"),
        (e_conomic, "1.100,00;DKK", "1.100,01;DKK", "balance"),
    ],
    ids=["wave", "sage_us", "erpnext", "e_conomic"],
)
def test_a_changed_cent_is_refused(
    layout: Callable[[], str], old: str, new: str, words: str
) -> None:
    text = layout()
    assert old in text
    with pytest.raises(IntakeError, match=words):
        parse_export(text.replace(old, new, 1).encode(), "books.csv")


def test_a_ledger_without_known_headers_is_no_bank_statement() -> None:
    """Postings of each day cancel out; payments through a bank account never do on every day."""
    rows = [f"{v.date};{v.text};{plain(value)}" for v, _, value in postings()]
    with pytest.raises(IntakeError, match="cancel out: this is a ledger"):
        parse_export("\n".join(["Datum;Tekst;Beløb", *rows]).encode(), "books.csv")
