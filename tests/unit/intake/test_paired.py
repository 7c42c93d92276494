"""Journals with both accounts in a row: a row is an entry, halves of rows make one together."""

from __future__ import annotations

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake.columns import Mapping
from bestplaced.intake.formats import parse_ledger
from bestplaced.intake.measure import measure_ledgers
from bestplaced.intake.paired import looks_like_paired, read_paired
from tests.exports import BANK, PAIRED, QBO_JOURNAL

SKR03 = Mapping(chart="SKR03", currency_code="EUR")


def said(text: str) -> str:
    """Return what is said when a journal is refused."""
    with pytest.raises(IntakeError) as caught:
        read_paired(text.encode(), "journal.csv")
    return str(caught.value)


def test_a_month_in_a_stated_chart() -> None:
    ledger = parse_ledger(PAIRED.encode(), "journal.csv", SKR03)
    assert (ledger.format, ledger.chart, ledger.currency) == (
        "journal of paired accounts", "SKR03", "EUR")  # fmt: skip
    # 200 + 1,500 + 1,500 + 600 + 50, as two entries of document 4 and one of the halves of 2
    assert (len(ledger.entries), ledger.lines, ledger.debits) == (5, 11, 385_000)
    assert [(p.account, p.amount) for p in ledger.entries[1].postings] == [
        ("1400", 150_000), ("8400", -140_000), ("1776", -10_000)]  # fmt: skip
    found = measure_ledgers([ledger])
    assert found.pnl.result == 55_000  # 1,400 less 200, 600 and 50
    volumes = {volume.driver: volume.value for volume in found.volumes}
    assert (volumes["bank_lines"], volumes["sales_invoices"]) == (4, 1)


def test_without_a_chart_it_says_how_to_state_one() -> None:
    ledger = parse_ledger(PAIRED.encode(), "journal.csv")
    assert any("chart=SKR03" in finding.what for finding in ledger.findings)
    assert ledger.rows is not None
    assert (ledger.rows.total, ledger.rows.refused) == (7, 0)


def test_refusals() -> None:
    assert "does not balance: debits less credits are 0.01" in said(
        PAIRED.replace("100,00", "99,99")
    )
    assert "journal.csv:2: '05.13.2026' is not a date" in said(
        PAIRED.replace("05.01.2026", "05.13.2026")
    )
    assert "'20x' is not an amount" in said(PAIRED.replace("200,00", "20x"))
    head = PAIRED.partition("\n")[0]
    assert "holds no entries" in said(f"{head}\n31.01.2026;1;nothing;0,00;4210;1200\n")


def test_rows_without_amount_and_tax_codes_are_said() -> None:
    head = "Datum;Text;Betrag;Sollkonto;Habenkonto;Steuerschl\u00fcssel\n"
    rows = "31.01.2026;Miete;600,00;4210;1200;9\n31.01.2026;leer;;4210;1200;0\n"
    ledger = read_paired((head + rows).encode(), "journal.csv")
    words = " ".join(finding.what for finding in ledger.findings)
    assert "1 rows have no amount or no account: no postings (lines 3)" in words
    assert "1 rows have a tax code" in words


def test_only_such_journals_look_like_one() -> None:
    assert looks_like_paired(PAIRED.encode())
    assert not any(looks_like_paired(text.encode()) for text in (BANK, QBO_JOURNAL))


def test_an_unknown_chart_is_refused() -> None:
    with pytest.raises(IntakeError, match="not a value of chart"):
        Mapping(chart="SKR99")
