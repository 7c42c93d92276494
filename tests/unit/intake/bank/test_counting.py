"""Volumes from statements: lines per year, repeats, missing statements, and the command."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from bestplaced.cli.measure import measure as command
from bestplaced.intake import BankLine, BankStatement, measure
from bestplaced.intake.bank import measure_statements

LEDGERS = Path(__file__).parents[3] / "fixtures" / "ledgers"


def statement(source: str = "a", first: int = 1, **parts: object) -> BankStatement:
    """Return a statement of January 2026 with two lines: +20.00 and -5.00."""
    lines = tuple(
        BankLine(dt.date(2026, 1, day), amount, "", str(day), day)
        for day, amount in ((first, 2_000), (first + 1, -500))
    )
    days = {"first": dt.date(2026, 1, 1), "last": dt.date(2026, 1, 31)}
    return replace(BankStatement("OFX", source, "T", "EUR", lines, **days), **parts)  # type: ignore[arg-type]


def test_lines_and_account_months() -> None:
    found = measure_statements([statement(), statement(account="U")])
    lines, months = found.volumes
    # 2 accounts x 2 lines in 31 days: 4 x 365 / 31 = 47.10, each account rounded to 23.5
    assert (lines.driver, lines.value, lines.per_year) == ("bank_lines", 4.0, 47.0)
    assert (months.driver, months.value, months.per_year) == ("bank_account_months", 2.0, 24.0)
    assert found.findings == ()


def test_lines_in_two_files_count_once() -> None:
    found = measure_statements([statement("a"), statement("b", first=2)])
    # a: days 1 (+20), 2 (-5); b: days 2 (+20), 3 (-5): nothing shared, 4 lines
    assert found.volumes[0].value == 4.0
    found = measure_statements([statement("a"), statement("b")])
    assert found.volumes[0].value == 2.0
    assert "2 lines stand in several files; counted once" in str(found.findings[0])


def test_notifications_give_way_to_statements() -> None:
    notice = statement("b", first=7, kind="notification")
    assert measure_statements([notice]).volumes[0].value == 2.0
    found = measure_statements([statement("a"), notice])
    assert found.volumes[0].value == 2.0
    assert "lines of this notification are not counted" in str(found.findings[0])


def test_what_does_not_add_up_is_said_with_amounts() -> None:
    # 100.00 + 20.00 - 5.00 = 115.00, not 120.00
    found = measure_statements([statement(opening=10_000, closing=12_000)])
    (finding,) = found.findings
    assert "opening 100.00 EUR + 2 lines 15.00 EUR is not closing 120.00 EUR" in str(finding)
    assert "difference 5.00 EUR" in str(finding)
    assert found.summaries[0].balanced is False
    assert found.summaries[0].differences == (-500,)


def test_a_missing_statement_is_noticed() -> None:
    one = statement(opening=0, closing=1_500)
    two = statement("b", first=9, opening=1_600, closing=3_100, last=dt.date(2026, 2, 28))
    (finding,) = measure_statements([two, one]).findings
    assert "opens at 16.00 EUR, but a:1 closed at 15.00 EUR" in str(finding)


def test_days_far_from_every_line_do_not_count() -> None:
    found = measure_statements([statement(first=5), statement("b", first=8)])
    assert found.cover.days == 31
    far = statement(first=5, lines=statement(first=5).lines)
    far = replace(far, first=dt.date(2010, 1, 1))
    found = measure_statements([far])
    assert found.cover.days == 27  # 5 to 31 January
    assert "days more than a year off do not count" in str(found.findings[0])


def write_bank_file(folder: Path) -> Path:
    """Write an MT940 file that adds up, of January 2025: 4 lines."""
    path = folder / "bank.sta"
    path.write_text(
        ":20:A\n:25:T-1\n:28C:1\n:60F:C250101SEK10,\n:61:250105C5,NTRF\n:61:250110C5,NTRF\n"
        ":61:250120D3,NTRF\n"
        ":61:250121D1,NTRF\n:62F:C250131SEK16,\n-\n"
    )
    return path


def test_command_shows_bank_files(tmp_path: Path) -> None:
    path = str(write_bank_file(tmp_path))
    result = CliRunner().invoke(command, [path], env={"COLUMNS": "150"})
    assert result.exit_code == 0
    for words in ("Bank statements", "T-1", "+10.00 SEK", "opening + lines = closing"):
        assert words in result.output
    assert "Profit and loss" not in result.output
    found = json.loads(CliRunner().invoke(command, [path, "--json"]).output)
    assert found["pnl"] is None
    assert found["statements"][0]["balanced"] is True
    # 4 lines in 31 days: 4 x 365 / 31 = 47.1
    assert found["volumes"]["bank_lines"]["per_year"] == 47.1


def test_ledger_and_statement_together(tmp_path: Path) -> None:
    found = measure([LEDGERS / "fjallviken-snickeri.se", write_bank_file(tmp_path)])
    assert found.files
    assert found.statements
    assert found.pnl.revenue == 100_000  # the ledger alone
    (compared,) = (str(f) for f in found.findings if "bank lines per year" in str(f))
    assert "35 in the ledger, 47 in the bank statements; the larger stands" in compared
