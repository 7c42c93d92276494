"""The page of formats names every format of the promise, and each has a sample of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bestplaced.intake.columns import Mapping
from bestplaced.intake.formats import parse_export
from bestplaced.intake.ledger import Ledger
from tests import exports
from tests.unit.intake.test_bad_input import workbook

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "formats.md").read_text("utf-8")
# What the page calls a format -> a sample of it in `tests/exports.py`, or a test that has one.
PROMISED = {
    "SIE 4 (Sweden)": "sie", "SIE 1, 2 and 3": "sie 1", "FEC (France)": "fec",
    "SAF-T Financial (PT, NO, RO, OECD core)": "saft", "DATEV EXTF": "datev",
    "Audit Data Standard GL (AICPA)": "audit data", "QuickBooks Online general ledger": "qbo",
    "`Distribution account` in the first column": "qbo new",
    "QuickBooks Online journal": "qbo journal", "QuickBooks Desktop general ledger": "qb desktop",
    "QuickBooks Desktop IIF": "iif", "Xero account transactions": "xero",
    "Xero journal report": "xero journal", "Any general ledger with running balances": "running",
    "Sage Intacct GL detail": "sage", "Sage 50 audit trail": "sage trail",
    "journals with both accounts in a row": "paired", "any other ledger as a table": "csv",
    "CAMT.053, CAMT.054": "camt", "OFX, QFX 1 and 2": "ofx 2", "MT940": "mt940", "QIF": "qif",
    "PayPal activity": "paypal", "Venmo": "venmo", "Open Collective": "open collective",
    "any bank table": "bank", "any bank list without headings": "headless", "Toggl": "toggl",
    "Clockify": "clockify", "Harvest": "harvest", "tables with a date, a duration": "hours",
    "Xero and QuickBooks API tables": "test_api_tables.py",
    "Sage Intacct general ledger report": "reports/test_reader.py",
    "beancount, ledger, hledger": "test_journal_text.py",
    "the project's own ledger file": "test_canonical.py",
}  # fmt: skip


@pytest.mark.parametrize("name", PROMISED)
def test_each_format_of_the_promise_is_on_the_page_and_has_a_sample(name: str) -> None:
    assert name in PAGE
    sample = PROMISED[name]
    assert sample in exports.TEXTS or (Path(__file__).parent / sample).is_file()


def test_a_workbook_is_mapped_like_its_table() -> None:
    """Headers of no language that is known, in the second sheet of three."""
    rows = "Kuup,Nr,Arve,Raha\n2026-01-05,1,Pank,5.50\n2026-01-05,1,Tulu,-5.50\n"
    book = workbook(b"Note\nread me\n", rows.encode(), b"a,b\n1,2\n")
    mapping = Mapping.parse("date=Kuup,entry=Nr,account=Arve,amount=Raha,sheet=Sheet2")
    found = parse_export(book, "x.xlsx", mapping)
    assert isinstance(found, Ledger)
    assert (found.debits, len(found.entries)) == (550, 1)
