"""Account reports and journals: one invented month in every layout, each checked to the cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake.columns import Mapping
from bestplaced.intake.formats import parse_ledger
from bestplaced.intake.measure import measure_ledgers
from bestplaced.intake.reports.reader import period_in
from tests.exports import (
    AUDIT_DATA,
    IIF,
    QB_DESKTOP,
    QBO_CLASSIC,
    QBO_JOURNAL,
    QBO_NEW,
    RUNNING,
    XERO,
)

if TYPE_CHECKING:
    from bestplaced.intake import dates

LAYOUTS = {
    "QuickBooks Online general ledger": QBO_CLASSIC,
    "QuickBooks Online journal": QBO_JOURNAL,
    "QuickBooks Desktop general ledger": QB_DESKTOP,
    "Xero general ledger": XERO,
    "account report": RUNNING,
    "QuickBooks IIF": IIF,
    "Audit Data Standard": AUDIT_DATA,
}
# The month as debits and credits by date, in hundredths (see tests/exports.py).
MONTH = {
    "2026-01-05": [-20_000, 20_000],
    "2026-01-10": [-140_000, -10_000, 150_000],
    "2026-01-15": [-150_000, 150_000],
    "2026-01-31": [-65_000, 5_000, 60_000],
}


def faults(text: str, mapping: Mapping | None = None) -> list[str]:
    """Return the faults for which a file is refused."""
    with pytest.raises(IntakeError) as caught:
        parse_ledger(text.encode(), "x.csv", mapping)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_gives_the_same_month(name: str) -> None:
    ledger = parse_ledger(LAYOUTS[name].encode(), "x.csv")
    assert ledger.format == name
    found = {e.date.isoformat(): sorted(p.amount for p in e.postings) for e in ledger.entries}
    assert found == MONTH
    assert len(ledger.entries) == 4
    assert ledger.rows is not None
    assert ledger.rows.total == ledger.rows.read + ledger.rows.refused
    if name == "Audit Data Standard":  # account numbers without names say nothing of result
        return
    # 1,400.00 revenue less 200 + 600 + 50 = 850.00 of expenses
    pnl = measure_ledgers([ledger]).pnl
    assert (pnl.revenue, pnl.expenses) == (140_000, 85_000)


def test_account_in_every_line() -> None:
    ledger = parse_ledger(QBO_NEW.encode(), "x.csv")
    assert ledger.format == "QuickBooks Online general ledger"
    assert (len(ledger.entries), ledger.debits, ledger.credits) == (4, 385_000, 385_000)


def test_organisation_period_and_parties() -> None:
    ledger = parse_ledger(XERO.encode(), "x.csv")
    assert ledger.organisation == "Harbour Example Ltd"
    assert ledger.period is not None
    assert [day.isoformat() for day in ledger.period] == ["2026-01-01", "2026-01-31"]
    quickbooks = parse_ledger(QBO_CLASSIC.encode(), "x.csv")
    assert quickbooks.organisation == "Harbour Example LLC"
    assert quickbooks.entries[0].postings[0].party == "Oak Supplies"


def test_account_numbers_beside_names() -> None:
    ledger = parse_ledger(QB_DESKTOP.encode(), "x.csv")
    assert {a.number: a.name for a in ledger.accounts}["1000"] == "Checking"


@pytest.mark.parametrize(
    ("text", "old", "new", "words"),
    [
        # one total of each layout changed by a cent: its line is named
        (QBO_CLASSIC, "Total for Rent,,,,,,,$600.00", "Total for Rent,,,,,,,$600.01", "x.csv:29"),
        (QB_DESKTOP, '"600.00","0.00","600.00"\n', '"600.01","0.00","600.01"\n', "x.csv:22"),
        (XERO, "Total Rent,,,,600.00", "Total Rent,,,,600.01", "total of Rent is 600.01"),
        (XERO, "Closing Balance,,,,1650.00,,1650.00", "Closing Balance,,,,1,,1", "x.csv:13"),
        (QBO_JOURNAL, ',"$1,500.00","$1,500.00"', ',"$1,500.00","$1,500.01"', "total of the entry"),
        # a running balance that does not follow
        (RUNNING, ",650.00,1650.00", ",650.00,1650.01", "x.csv:5: the running balance of Bank"),
        # a line taken out: its total, and its entry
        (RUNNING, "Water expense,2026-01-31,J4,water,50.00,,50.00\n", "", "does not balance"),
        (QBO_JOURNAL, ",,,,water,Utilities,$50.00,\n", "", "lines make debit 600.00"),
    ],
)
def test_changed_reports_are_refused_with_their_line(
    text: str, old: str, new: str, words: str
) -> None:
    assert old in text
    assert any(words in fault for fault in faults(text.replace(old, new, 1)))


def test_a_report_over_one_account_takes_the_other_side_from_its_split() -> None:
    head = "Date,Transaction Type,Num,Name,Split,Amount,Balance\n"
    rows = "Checking\n01/15/2026,Deposit,1,Client A,Sales,100.00,100.00\n"
    ledger = parse_ledger((head + rows + "Total for Checking,,,,,100.00,\n").encode(), "x.csv")
    (entry,) = ledger.entries
    assert [(p.account, p.amount) for p in entry.postings] == [
        ("Checking", 10_000), ("Sales", -10_000),
    ]  # fmt: skip
    assert any("one side" in finding.what for finding in ledger.findings)


def test_a_report_over_one_account_with_hidden_splits_is_refused() -> None:
    head = "Date,Transaction Type,Num,Name,Split,Amount,Balance\n"
    rows = "Checking\n01/15/2026,Deposit,1,Client A,-Split-,100.00,100.00\n"
    (fault,) = faults(head + rows + "Total for Checking,,,,,100.00,\n")
    assert "x.csv:3: entry Deposit 1 of 2026-01-15 does not balance" in fault
    assert "over all accounts" in fault


def test_dates_that_read_two_ways_need_the_order_in_time_or_a_word() -> None:
    text = RUNNING.replace("2026-01-05", "01/05/2026").replace("2026-01-10", "01/10/2026")
    text = text.replace("2026-01-15", "02/01/2026").replace("2026-01-31", "03/01/2026")
    text = text.replace("2026-01-01", "01/01/2026")
    assert any("two ways" in fault for fault in faults(text)) or "2026-01-05" in {
        entry.date.isoformat() for entry in parse_ledger(text.encode(), "x.csv").entries
    }
    ledger = parse_ledger(text.encode(), "x.csv", Mapping(date_order="mdy"))
    assert ledger.entries[0].date.isoformat() == "2026-01-05"


def test_ambiguous_and_mixed_amounts_are_refused() -> None:
    rows = "Account,Date,Ref,Debit,Credit,Balance\nA,2026-01-05,1,{0},,\nB,2026-01-05,1,,{1},\n"
    assert "two ways" in faults(rows.format("1.234", "1.234"))[0]
    assert "decimal comma on line 3" in faults(rows.format("1.50", '"1,50"'))[0]
    ledger = parse_ledger(rows.format("1.234", "1.234").encode(), "x", Mapping(decimal="comma"))
    assert ledger.debits == 123_400


def test_ten_payments_to_one_supplier_on_a_day_are_ten_entries() -> None:
    head = "Date,Transaction Type,Num,Name,Split,Amount,Balance\n"
    bank = [f"01/15/2026,Expense,,Oak,Rent,-{i}.00,\n" for i in range(1, 11)]
    rent = [f"01/15/2026,Expense,,Oak,Checking,{i}.00,\n" for i in range(1, 11)]
    text = head + "Checking\n" + "".join(bank) + "Rent\n" + "".join(rent)
    assert len(parse_ledger(text.encode(), "x.csv").entries) == 10


def test_a_journal_without_blank_rows_keeps_its_entries_apart() -> None:
    head = "Date,Transaction Type,Num,Name,Memo/Description,Account,Debit,Credit\n"
    rows = (
        "01/15/2026,Journal Entry,JE-1,,loan,Bank:Operating,900.00,\n"
        ",,,,loan,Loan from owner,,900.00\n"
        "02/16/2026,Check,7,Landlord,rent,Rent,600.00,\n"
        ",,,Landlord,rent,Bank:Operating,,600.00\n"
        "02/16/2026,Check,8,Landlord,water,Utilities,50.00,\n"
        ",,,Landlord,water,Bank:Operating,,50.00\n"
        ',,,,,TOTAL,"1,550.00","1,550.00"\n'
    )
    found = parse_ledger((head + rows).encode(), "journal.csv")
    assert [(e.number, e.date.isoformat()) for e in found.entries] == [
        ("JE-1", "2026-01-15"), ("7", "2026-02-16"), ("8", "2026-02-16")]  # fmt: skip


def test_a_journal_with_the_date_on_every_row_parts_where_lines_balance() -> None:
    head = "Transaction date,Transaction type,Num,Name,Memo/Description,Account full name,"
    rows = (
        "Debit,Credit\n"
        "01/25/2026,Expense,,Mill & Son,glue,Materials,$30.00,\n"
        "01/25/2026,Expense,,Mill & Son,glue,Charges,$2.00,\n"
        "01/25/2026,Expense,,Mill & Son,glue,Card,,$32.00\n"
        "01/25/2026,Expense,,Tea House,,Meals,$5.00,\n"
        "01/25/2026,Expense,,Tea House,,Card,,$5.00\n"
        "01/25/2026,Expense,,Tea House,,Meals,$5.00,\n"
        "01/25/2026,Expense,,Tea House,,Card,,$5.00\n"
        "01/25/2026,Payroll Check,,Ann,,Wages,$9.00,\n"
        "01/25/2026,Payroll Check,,Ann,,Checking,,$9.00\n"
        "01/25/2026,Payroll Check,,Ann,,Payroll tax,$1.00,\n"
        "01/25/2026,Payroll Check,,Ann,,Tax owed,,$1.00\n"
    )
    found = parse_ledger((head + rows).encode(), "x.csv")
    assert found.format == "QuickBooks Online journal"
    assert [len(entry.postings) for entry in found.entries] == [3, 2, 2, 4]


@pytest.mark.parametrize("blank", ["", "\n"])
def test_a_table_by_account_is_no_journal(blank: str) -> None:
    head = "Account,Date,Ref,Type,Details,Debit,Credit"
    rows = [("1000 Bank", "2026-01-15,1,Payment,shed,,400.00", "-400.00"),
            ("1000 Bank", "2026-01-28,2,Receipt,fair,900.00,", "500.00"),
            ("4000 Sales", "2026-01-28,2,Receipt,fair,,900.00", "-900.00"),
            ("6000 Rent", "2026-01-15,1,Payment,shed,400.00,", "400.00")]  # fmt: skip
    text = "\n".join(f"{account},{rest},{balance}" for account, rest, balance in rows)
    with_balances = parse_ledger(f"{head},Balance\n{text}\n".encode(), "x.csv")
    text = f"\n{blank}".join(f"{account},{rest}" for account, rest, _ in rows)
    without = parse_ledger(f"{head}\n{text}\nTotal,,,,,1300.00,1300.00\n".encode(), "x.csv")
    for found in (with_balances, without):
        assert [len(entry.postings) for entry in found.entries] == [2, 2]


def test_a_sage_report_takes_the_order_of_days_from_its_title() -> None:
    text = (
        "Company name:,Harbour Trust\nReport name:,General Ledger report\n"
        "Start date:,01/01/2026\nEnd date:,01/31/2026\n"
        "Posted dt.,Doc dt.,Doc,Memo/Description,Location,Txn No,JNL,Debit,Credit,Balance\n"
        "1000 - Operating cash,,,,,,,,,\n,,,Balance forward,,,,,,90.00\n"
        "01/05/2026,01/04/2026,A7,Pier hire,10,12,CDJ,,40.00,50.00\n"
        "Totals for 1000 - Operating cash,,,,,,,0.00,40.00,50.00\n"
        "6000 - Rent,,,,,,,,,\n,,,Balance forward,,,,,,0.00\n"
        "01/05/2026,01/04/2026,A7,Pier hire,10,12,CDJ,40.00,,40.00\n"
        "Totals for 6000 - Rent,,,,,,,40.00,0.00,40.00\n"
    )
    found = parse_ledger(text.encode(), "x.csv")
    assert (found.format, found.organisation) == ("Sage Intacct general ledger", "Harbour Trust")
    (entry,) = found.entries
    assert (entry.date.isoformat(), entry.number) == ("2026-01-05", "12")
    assert found.name_of("6000") == "Rent"


@pytest.mark.parametrize(
    ("title", "known", "period"),
    [
        ("For the period 01/02/2026 to 28/02/2026", None, "2026-02-01 2026-02-28"),
        ("From 2/1/2026 to 2/28/2026", None, "2026-02-01 2026-02-28"),
        ("Period: 01.02.2026 - 28.02.2026", None, "2026-02-01 2026-02-28"),
        ("01/03/2026 to 04/03/2026", None, ""),  # 1 to 4 March, or 3 January to 3 April
        ("01/03/2026 to 04/03/2026", "dmy", "2026-03-01 2026-03-04"),
        ("01/03/2026 to 04/03/2026", "mdy", "2026-01-03 2026-04-03"),
        ("10/02/2026 to 05/03/2026", None, "2026-02-10 2026-03-05"),  # backwards the other way
        ("31/02/2026 to 28/02/2026", None, ""),
        ("28/02/2026 to 01/02/2026", None, ""),
    ],
)
def test_titles_with_slashed_days_set_the_period(
    title: str, known: dates.Order | None, period: str
) -> None:
    found = period_in(["General ledger", title], known)
    assert " ".join(day.isoformat() for day in found or ()) == period
