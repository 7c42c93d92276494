"""Exports that nobody here wrote; the shared folder is not part of the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake import measure, read_ledger

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("BESTPLACED_SHARED") or ROOT.parent / "shared")
SIE = SHARED / "exports" / "sie"

pytestmark = pytest.mark.skipif(
    not SIE.is_dir(), reason="shared exports absent (set BESTPLACED_SHARED to their folder)"
)


def test_sie_example_in_full() -> None:
    ledger = read_ledger(SIE / "sie4_ovnbolag.se")
    # counted apart: grep -c '^#VER' gives 163, grep -c '#TRANS' gives 671
    assert (len(ledger.entries), ledger.lines) == (163, 671)
    assert ledger.debits == ledger.credits == 1_204_311_152
    assert not ledger.unbalanced
    assert ledger.organisation.startswith("Övningsbolaget AB")
    assert ledger.findings == ()  # every opening balance + postings = its closing balance


def test_sie_example_result_agrees_with_its_balances() -> None:
    found = measure([SIE / "sie4_ovnbolag.se"])
    ledger = read_ledger(SIE / "sie4_ovnbolag.se")
    # what the balance sheet gained over the period is the result: sum of UB less sum of IB
    gained = sum(b.amount for b in ledger.closing) - sum(b.amount for b in ledger.opening)
    assert found.pnl.result == gained


def test_bad_balance_is_refused_with_its_voucher() -> None:
    with pytest.raises(IntakeError) as caught:
        read_ledger(SIE / "sie4_ovnbolag_bad_balance.se")
    (fault,) = caught.value.faults
    assert fault.where == "sie4_ovnbolag_bad_balance.se:3905"
    # one row became -12,899.00 where it was -128.00: 12,771.00 too much credit
    assert "entry B 1 of 2011-01-07" in fault.what
    assert "-12,771.00" in fault.what
