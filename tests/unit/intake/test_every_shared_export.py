"""Every file of the shared exports: read and balanced to the cent, or refused for its reason."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake import read_export
from bestplaced.intake.canonical import read_canonical, write_ledger
from bestplaced.intake.ledger import Ledger
from bestplaced.intake.timelog import TimeLog

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("BESTPLACED_SHARED") or ROOT.parent / "shared")
EXPORTS = SHARED / "exports"

pytestmark = pytest.mark.skipif(
    not EXPORTS.is_dir(), reason="shared exports absent (set BESTPLACED_SHARED to their folder)"
)

# Folders of API tables are one export; any other file is one by itself.
FOLDERS = ("xero", "quickbooks_api")
REFUSED = {
    "sie/sie4_ovnbolag_bad_balance.se": "entry B 1 of 2011-01-07 does not balance",
    "saft/PT_credit_and_debit.xml": "no general ledger entries",
    "sage/sage_intacct_gl_detail.csv": "batch 40933 of 2021-12-10 does not balance",
    "quickbooks_api": "journal_entry is missing",
}
PROGRAMS = {"beancount/huge-example.beancount": ("bean-query",)}


def files() -> list[str]:
    """Return the exports by their path below the folder."""
    if not EXPORTS.is_dir():
        return []
    found = [
        path.relative_to(EXPORTS).as_posix()
        for path in sorted(EXPORTS.rglob("*"))
        if path.is_file() and path.name != "README.md"
    ]
    return [*FOLDERS, *(name for name in found if not name.startswith(FOLDERS))]


@pytest.mark.parametrize("name", files())
def test_read_and_balanced_or_refused_for_its_reason(name: str) -> None:
    programs = PROGRAMS.get(name, ())
    reason = REFUSED.get(name, "")
    if programs and not any(map(shutil.which, programs)):
        reason = "which is not installed"
    if reason:
        with pytest.raises(IntakeError) as caught:
            read_export(EXPORTS / name)
        assert reason in str(caught.value)
        return
    found = read_export(EXPORTS / name)
    assert not isinstance(found, TimeLog)
    if isinstance(found, Ledger):
        assert found.debits == found.credits > 0
        assert not found.unbalanced
        assert read_canonical(write_ledger(found), "x.csv") == found
    else:
        assert any(statement.lines for statement in found)


@pytest.mark.parametrize("folder", FOLDERS)
def test_one_table_of_a_folder_is_refused_as_one(folder: str) -> None:
    for path in sorted((EXPORTS / folder).glob("*.csv")):
        with pytest.raises(IntakeError, match="one table of a Xero or QuickBooks API export"):
            read_export(path)
