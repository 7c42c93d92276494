"""The Journal report of Xero: both layouts, who posted what and when, totals, bank accounts."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake.columns import Mapping
from bestplaced.intake.formats import parse_ledger
from bestplaced.intake.measure import measure_ledgers
from bestplaced.intake.xero_journal import looks_like_xero_journal, read_xero_journal
from tests.exports import QBO_JOURNAL, XERO, XERO_JOURNAL, XERO_JOURNAL_BLOCKS

LAYOUTS = (XERO_JOURNAL, XERO_JOURNAL_BLOCKS)


def said(text: str) -> str:
    """Return what is said when a report is refused."""
    with pytest.raises(IntakeError) as caught:
        read_xero_journal(text.encode(), "journal.csv")
    return str(caught.value)


@pytest.mark.parametrize("text", LAYOUTS)
def test_both_layouts_hold_the_same_month(text: str) -> None:
    found = parse_ledger(text.encode(), "journal.csv")
    assert (found.format, found.currency) == ("Xero journal report", "USD")
    assert found.organisation == "Harbour Example LLC"
    assert found.period == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert (len(found.entries), found.lines, found.debits) == (4, 10, 385_000)
    first, _, third, _ = found.entries
    assert (first.number, first.date, first.text) == (
        "11", dt.date(2026, 1, 5), "Spend money - Oak Supplies")  # fmt: skip
    assert (third.entered, third.person) == (dt.date(2026, 2, 20), "Ben E")
    assert [(p.account, p.amount) for p in third.postings] == [
        ("Pier Street 44", 150_000), ("610", -150_000)]  # fmt: skip
    assert found.name_of("610") == "Accounts Receivable"
    assert found.rows is not None
    assert found.rows.total == found.rows.read + found.rows.refused


@pytest.mark.parametrize("text", LAYOUTS)
def test_the_account_without_code_is_the_bank_and_volumes_follow(text: str) -> None:
    found = measure_ledgers([parse_ledger(text.encode(), "journal.csv")])
    volumes = {volume.driver: volume.value for volume in found.volumes}
    assert (volumes["bank_lines"], volumes["sales_invoices"], volumes["customer_receipts"]) == (
        3, 1, 1)  # fmt: skip
    assert any("taken as bank accounts: Pier Street 44" in f.what for f in found.findings)
    # 1,400 of sales less 200 timber, 600 rent, 50 water
    assert found.pnl.result == 55_000


@pytest.mark.parametrize("text", LAYOUTS)
def test_a_total_that_differs_is_refused_with_its_line(text: str) -> None:
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "650.00,650.00" in row)
    wrong = said(text.replace("650.00,650.00", "650.00,651.00"))
    assert f"journal.csv:{line}: the total of journal 14 is 650.00 and 651.00" in wrong


@pytest.mark.parametrize("text", LAYOUTS)
def test_a_changed_line_is_refused_for_its_total_and_its_balance(text: str) -> None:
    wrong = said(text.replace(",50.00,", ",51.00,"))
    assert "the total of journal 14" in wrong
    assert "entry 14 of 2026-01-31 does not balance" in wrong


def test_stated_choices_and_named_columns_win() -> None:
    plain = XERO_JOURNAL.replace(" USD", "")
    assert parse_ledger(plain.encode(), "j.csv", Mapping(currency_code="nzd")).currency == "NZD"
    named = parse_ledger(XERO_JOURNAL.encode(), "j.csv", Mapping(debit="Debit USD",
                                                                 credit="Credit USD"))  # fmt: skip
    assert named.format == "CSV"


def test_journal_without_date_or_number_twice_is_refused() -> None:
    text = XERO_JOURNAL_BLOCKS.replace("31 Jan 2026,Spend", ",Spend").replace("ID 13", "ID 12")
    assert "journal 14 has no date" in said(text)
    assert "journal 12 stands twice" in said(text)


def test_only_journal_reports_look_like_one() -> None:
    assert all(looks_like_xero_journal(text.encode()) for text in LAYOUTS)
    generic = "Journal Number,Date,Account Code,Account,Debit,Credit\n1,2026-01-02,1,x,1,\n"
    assert not any(looks_like_xero_journal(t.encode()) for t in (XERO, QBO_JOURNAL, generic))
    assert looks_like_xero_journal(f"Journal Report\n{generic}".encode())


@given(st.lists(st.integers(1, 10**8), min_size=1, max_size=15))
def test_written_journals_are_read_back(amounts: list[int]) -> None:
    head = "Date,Journal ID,Account Code,Account,Description,Narration,Debit,Credit\n"
    rows = [
        f"1 Jan 2026,{n},200,Sales,,n,,{a / 100:.2f}\n1 Jan 2026,{n},,Till,,n,{a / 100:.2f},\n"
        for n, a in enumerate(amounts)
    ]
    found = read_xero_journal((head + "".join(rows)).encode(), "j.csv")
    assert [entry.postings[1].amount for entry in found.entries] == amounts
