"""API tables and Sage Intacct GL detail: joins, declared accounts, extracts that lack a side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake import Mapping, measure, read_ledger
from bestplaced.intake.formats import parse_ledger
from bestplaced.intake.meaning import account_meanings
from bestplaced.intake.sage import read_sage

if TYPE_CHECKING:
    from pathlib import Path

XERO = {
    "xero_journal_data": (
        "journal_id,journal_date,journal_number,reference,source_type\n"
        "j1,2026-01-05,1,INV-1,ACCREC\nj2,2026-01-20,2,,ACCRECPAYMENT\nj3,2026-01-21,3,,\n"
    ),
    "xero_journal_line_data": (
        "journal_line_id,account_code,account_id,account_name,account_type,journal_id,net_amount\n"
        "1,610,a1,Accounts Receivable,CURRENT,j1,110.00\n2,200,a2,Sales,REVENUE,j1,-100\n"
        "3,820,a3,GST,CURRLIAB,j1,-10.0\n4,,a4,Main Account,BANK,j2,110\n"
        "5,610,a1,Accounts Receivable,CURRENT,j2,-110\n"
    ),
}
QUICKBOOKS = {
    "account_data": (
        "id,name,account_number,account_type,currency_id\n1,Till,,Bank,USD\n2,Fees,,Income,USD\n"
    ),
    "journal_entry_data": "id,transaction_date,doc_number\n7,2026-01-05,A1\n",
    "journal_entry_line_data": (
        "index,journal_entry_id,account_id,amount,posting_type\n0,7,1,50,Debit\n1,7,2,50,Credit\n"
    ),
    "bill_data": "id,transaction_date,_fivetran_deleted\n1,2026-01-05,FALSE\n2,2026-01-06,TRUE\n",
}


def write(folder: Path, tables: dict[str, str]) -> Path:
    """Write tables as CSV files and return their folder."""
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def faults(folder: Path, tables: dict[str, str]) -> str:
    """Return why a folder is refused."""
    with pytest.raises(IntakeError) as caught:
        read_ledger(write(folder, tables))
    return str(caught.value)


def test_xero(tmp_path: Path) -> None:
    ledger = read_ledger(write(tmp_path, XERO), Mapping(currency_code="NZD"))
    assert (len(ledger.entries), ledger.lines, ledger.debits) == (2, 5, 22_000)
    assert (ledger.entries[0].number, ledger.entries[0].text) == ("1", "INV-1")
    assert ledger.currency == "NZD"
    means = {number: item.meaning for number, item in account_meanings(ledger).items()}
    assert means == {
        "610": "receivables", "200": "revenue", "820": "sales_tax", "Main Account": "bank",
    }  # fmt: skip
    assert "1 journals have no lines" in str(ledger.findings[0])


def test_quickbooks(tmp_path: Path) -> None:
    found = measure([write(tmp_path, QUICKBOOKS)])
    assert (found.currency, found.pnl.revenue) == ("USD", 5_000)
    # two bills, one of them deleted
    assert "1 rows of bill are not in the journal entries" in str(found.findings[0])


def test_quickbooks_without_dates_says_what_it_holds(tmp_path: Path) -> None:
    tables = {name: text for name, text in QUICKBOOKS.items() if name != "journal_entry_data"}
    tables["journal_entry_line_data"] += "2,8,1,9.50,Debit\n"
    said = faults(tmp_path, tables)
    assert "journal_entry is missing, so 2 entries have no date; 1 of them do not balance" in said
    assert "(8 by 9.50)" in said
    assert "also holds 1 rows of bill" in said


@pytest.mark.parametrize(
    ("table", "old", "new", "words"),
    [
        ("line", ",-100\n", ",-99\n", "xero_journal_line_data.csv:2: entry 1 of 2026-01-05 does"),
        ("line", "j2,110", "j9,110", "the line's journal j9 is in no journal table"),
        ("line", ",-100\n", ",x\n", "'x' is not an amount"),
        ("line", "a4,", ",", "the line has no account"),
        ("line", ",-100\n", "\n", "the row has 6 cells under 7 headers"),
        ("", "2026-01-05", "soon", "'soon' is not a date"),
        ("", "j3,", "j1,", "journal j1 stands twice"),
        ("", "reference", "journal_id", "a column stands twice"),
        ("", "journal_date", "day", "the table lacks the columns journal_date"),
    ],
)
def test_refusals(tmp_path: Path, table: str, old: str, new: str, words: str) -> None:
    tables = dict(XERO)
    name = "xero_journal_line_data" if table else "xero_journal_data"
    tables[name] = tables[name].replace(old, new, 1)
    assert words in faults(tmp_path, tables)


def test_one_table_alone_points_to_its_folder(tmp_path: Path) -> None:
    write(tmp_path, XERO)
    with pytest.raises(IntakeError, match="one table of a Xero or QuickBooks API export"):
        read_ledger(tmp_path / "xero_journal_line_data.csv")


def test_a_folder_without_tables_stays_a_directory(tmp_path: Path) -> None:
    assert "this is a directory, not a file" in faults(tmp_path, {"other": "a,b\n"})


SAGE = (
    "recordno,accountno,accounttitle,amount,batch_no,batch_title,batchkey,creditamount,"
    "debitamount,entry_date,entry_state,description,_fivetran_deleted\n"
    "1,6000,Rent,80.00,5,January,900,0,80.00,2026-01-05,P,rent,FALSE\n"
    "2,2000,Accounts payable,-80.00,5,January,900,80.00,0,2026-01-05,P,rent,FALSE\n"
    "3,2000,Accounts payable,-80.00,5,January,900,80.00,0,2026-01-05,P,rent,TRUE\n"
    "4,6000,Rent,1.00,6,Draft,901,0,1.00,2026-01-06,D,rent,FALSE\n"
)


def test_sage() -> None:
    ledger = parse_ledger(SAGE.encode(), "x.csv")
    assert ledger.format == "Sage Intacct"
    assert [p.amount for p in ledger.entries[0].postings] == [8_000, -8_000]
    assert ledger.rows is not None
    # 4 rows: 2 read, 1 deleted, 1 draft
    assert (ledger.rows.total, ledger.rows.read, ledger.rows.refused) == (4, 2, 2)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("TRUE", "FALSE", ("batch 5 of 2026-01-05 does not balance: 3 lines on account 2000, "
         "6000, debits 80.00, credits 160.00, difference -80.00")),
        ("-80.00,5", "-81.00,5", "amount -81.00 is not debit less credit, -80.00"),
        ("2026-01-05", "never", "'never' is not a date"),
        ("1,6000,", "1,,", "the line has no account number"),
        (",P,", ",D,", "the table holds no posted lines"),
    ],
)  # fmt: skip
def test_sage_refusals(old: str, new: str, words: str) -> None:
    with pytest.raises(IntakeError) as caught:
        parse_ledger(SAGE.replace(old, new).encode(), "x.csv")
    assert words in str(caught.value)


@given(st.binary(max_size=200), st.integers(0, len(SAGE)))
def test_any_bytes_give_a_ledger_or_an_intake_error(junk: bytes, cut: int) -> None:
    whole = SAGE.encode()
    for content in (junk, whole[:cut] + junk + whole[cut:], whole[:cut]):
        for read in (parse_ledger, read_sage):
            try:
                read(content, "x.csv")
            except IntakeError as error:
                assert error.faults  # noqa: PT017  - both outcomes are right
