"""Ledger exports that nobody here wrote; the shared folder is not part of the repository.

Counts were made apart: with the csv module and grep, and for beancount with bean-query itself.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake import measure, read_ledger

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("BESTPLACED_SHARED") or ROOT.parent / "shared")
EXPORTS = SHARED / "exports"

pytestmark = pytest.mark.skipif(
    not (EXPORTS / "xero").is_dir(),
    reason="shared exports absent (set BESTPLACED_SHARED to their folder)",
)


def refusal(path: Path) -> str:
    """Return why a file is refused."""
    with pytest.raises(IntakeError) as caught:
        read_ledger(path)
    return str(caught.value)


def test_xero_tables() -> None:
    ledger = read_ledger(EXPORTS / "xero")
    # csv module: 1,685 journals, 4,033 lines; the positive net amounts sum to 2,286,827.31
    assert (len(ledger.entries), ledger.lines) == (1685, 4033)
    assert ledger.debits == ledger.credits == 228_682_731
    assert not ledger.unbalanced
    found = measure([EXPORTS / "xero"])
    # csv module: lines of account type REVENUE sum to -566,973.74
    assert found.pnl.revenue == 56_697_374


def test_datev_batch() -> None:
    ledger = read_ledger(EXPORTS / "datev" / "EXTF_Buchungsstapel.csv")
    # two rows: 24.95 (book, paid by bank) and 5,950.00 (invoice to customer 10000)
    assert [(p.account, p.amount) for e in ledger.entries for p in e.postings] == [
        ("1200", -2_495), ("4940", 2_495), ("10000", 595_000), ("8400", -595_000),
    ]  # fmt: skip
    assert "Controlling für Dummies" in ledger.entries[0].text


def test_saft_of_invoices_is_refused_for_what_it_is() -> None:
    said = refusal(EXPORTS / "saft" / "PT_credit_and_debit.xml")
    # grep -c '<InvoiceNo>' 24, '<MovementStatus>' 7, '<WorkStatus>' 4, '<PaymentRefNo>' 2
    assert "24 invoices, 7 goods movements, 4 working documents, 2 payments" in said
    assert "no general ledger entries" in said


def test_sage_extract_lacks_a_side() -> None:
    said = refusal(EXPORTS / "sage" / "sage_intacct_gl_detail.csv")
    # 10 rows: two balanced batches of two, and six of 378.38 of which one is deleted: 5 x 378.38
    assert "batch 40933 of 2021-12-10 does not balance: 5 lines on account 20000" in said
    assert "debits 1,891.90, credits 0.00" in said


def test_quickbooks_tables_lack_the_dates_of_journals() -> None:
    said = refusal(EXPORTS / "quickbooks_api")
    # entry 41: 70,643 debit; 30,476 + 86,440 + 5,610 + 30,055 + 68,252 = 220,833 credit
    assert "journal_entry is missing, so 7 entries have no date" in said
    assert "41 by -150,190.00" in said


def test_beancount_needs_its_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    said = refusal(EXPORTS / "beancount" / "huge-example.beancount")
    assert "read by its own program, bean-query, which is not installed" in said


@pytest.mark.skipif(shutil.which("bean-query") is None, reason="bean-query is not installed")
def test_beancount_in_full() -> None:
    ledger = read_ledger(EXPORTS / "beancount" / "huge-example.beancount")
    # bean-query: 9,319 postings, 670 of them in VACHR and IRAUSD, 96 of nothing
    assert ledger.rows is not None
    assert (ledger.rows.total, ledger.rows.read) == (9319, 8553)
    assert ledger.debits == ledger.credits
