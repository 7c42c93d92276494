"""The audit trail of Sage 50: the side that each type leaves out, journals, what is refused."""

from __future__ import annotations

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake.columns import Mapping
from bestplaced.intake.formats import parse_ledger
from bestplaced.intake.meaning import account_meanings
from bestplaced.intake.measure import measure_ledgers
from bestplaced.intake.sage_trail import looks_like_sage_trail
from tests.exports import SAGE_TRAIL

HEAD = "No,Type,A/C,N/C,Details,Date,Ref,Net,Tax\n"


def postings(row: str) -> dict[str, int]:
    """Return account and amount of the postings of one row."""
    ledger = parse_ledger(f"{HEAD}1,{row}\n".encode(), "x.csv")
    (entry,) = ledger.entries
    return {line.account: line.amount for line in entry.postings}


@pytest.mark.parametrize(
    ("row", "posted"),
    [
        ("SI,C,4000,x,31/01/2026,1,100.00,20.00", {"4000": -100, "2200": -20, "1100": 120}),
        ("SC,C,4000,x,31/01/2026,1,100.00,20.00", {"4000": 100, "2200": 20, "1100": -120}),
        ("SR,C,1200,x,31/01/2026,1,120.00,0.00", {"1200": 120, "1100": -120}),
        ("SA,C,1200,x,31/01/2026,1,120.00,0.00", {"1200": 120, "1100": -120}),
        ("SD,C,4009,x,31/01/2026,1,5.00,0.00", {"4009": 5, "1100": -5}),
        ("SP,C,1200,x,31/01/2026,1,120.00,0.00", {"1200": -120, "1100": 120}),
        ("PI,S,5000,x,31/01/2026,1,100.00,20.00", {"5000": 100, "2201": 20, "2100": -120}),
        ("PC,S,5000,x,31/01/2026,1,100.00,20.00", {"5000": -100, "2201": -20, "2100": 120}),
        ("PP,S,1200,x,31/01/2026,1,120.00,0.00", {"1200": -120, "2100": 120}),
        ("PA,S,1200,x,31/01/2026,1,120.00,0.00", {"1200": -120, "2100": 120}),
        ("PD,S,5009,x,31/01/2026,1,5.00,0.00", {"5009": -5, "2100": 5}),
        ("PR,S,1200,x,31/01/2026,1,120.00,0.00", {"1200": 120, "2100": -120}),
        ("BP,1200,7100,x,31/01/2026,1,100.00,20.00", {"7100": 100, "2201": 20, "1200": -120}),
        ("CP,1230,7500,x,31/01/2026,1,3.00,0.00", {"7500": 3, "1230": -3}),
        ("BR,1200,4900,x,31/01/2026,1,100.00,20.00", {"4900": -100, "2200": -20, "1200": 120}),
    ],
)
def test_the_side_left_out_follows_from_the_type(row: str, posted: dict[str, int]) -> None:
    """As Sage posts each type: https://gb-kb.sage.com, "Transaction types"."""
    assert postings(row) == {account: 100 * amount for account, amount in posted.items()}


def test_the_month_of_harbour_example() -> None:
    ledger = parse_ledger(SAGE_TRAIL.encode(), "x.csv", Mapping(currency_code="gbp"))
    assert (ledger.format, ledger.currency, ledger.chart) == (
        "Sage 50 audit trail",
        "GBP",
        "SAGE50",
    )
    # both rows of invoice 1001 are one entry, and so are both sides of the wages
    assert [entry.series for entry in ledger.entries] == ["PI", "SI", "SR", "PP", "BP", "JD", "SC"]
    assert ledger.rows is not None
    assert (ledger.rows.total, ledger.rows.read, ledger.rows.refused) == (10, 9, 1)
    measured = measure_ledgers([ledger])
    # 1,000 + 400 - 100 of sales; 200 timber, 600 rent, 900 wages
    assert (measured.pnl.revenue, measured.pnl.expenses) == (130_000, 170_000)
    means = account_meanings(ledger)
    assert [means[a].meaning for a in ("1200", "1100", "2100", "2201", "7003")] == [
        "bank", "receivables", "payables", "sales_tax", "payroll",
    ]  # fmt: skip
    volumes = {volume.driver: volume.value for volume in measured.volumes}
    assert volumes["supplier_invoices"] == volumes["supplier_payments"] == 1
    assert "the other is posted to Sage's own control accounts" in str(ledger.findings[0])


def test_the_layout_of_its_imports_is_read_too() -> None:
    text = (
        "Type,Account Reference,Nominal A/C Ref,Department Code,Date,Reference,Details,Net Amount,"
        "Tax Code,Tax Amount,Exchange Rate,Extra Reference,User Name\n"
        "SI,C,4000,0,310126,1,x,100.00,T1,20.00,1,,dana\n"
    )
    ledger = parse_ledger(text.encode(), "x.csv")
    assert (ledger.first_date.isoformat(), ledger.entries[0].person) == ("2026-01-31", "dana")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("4,SR,", "4,XX,", "x.csv:7: 'XX' is no type of transaction in Sage 50"),
        ("2220,0,wages,31/01/2026,SAL,,900.00", "2220,0,wages,31/01/2026,SAL,,901.00",
         "entry JD 7 of 2026-01-31 does not balance"),
        ("BP,1200,", "BP,,", "x.csv:9: the row has no A/C"),
        ("15/01/2026", "15/13/2026", "x.csv:7: '15/13/2026' is not a date"),
        ("No,Type,A/C,N/C,Dept", "No,Type,A/C,N/C,Net", "the column 'net' stands twice"),
    ],
)  # fmt: skip
def test_refusals(old: str, new: str, words: str) -> None:
    with pytest.raises(IntakeError) as caught:
        parse_ledger(SAGE_TRAIL.replace(old, new).encode(), "x.csv")
    assert words in str(caught.value)


def test_foreign_amounts_are_not_taken_for_pounds() -> None:
    text = f"{HEAD.strip()},Exchange Rate\n1,SI,C,4000,x,31/01/2026,1,100.00,0.00,1.17\n"
    with pytest.raises(IntakeError, match="in a foreign currency"):
        parse_ledger(text.encode(), "x.csv")


def test_other_tables_of_net_and_tax_are_no_audit_trail() -> None:
    assert not looks_like_sage_trail(f"{HEAD}1,Sale,C,4000,x,31/01/2026,1,1.00,0.00\n".encode())
