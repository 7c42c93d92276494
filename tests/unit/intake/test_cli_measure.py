"""The ``measure`` command: what it prints, as a table and as JSON, and what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from click.testing import CliRunner

from bestplaced.cli.measure import measure
from bestplaced.errors import IntakeError

if TYPE_CHECKING:
    from pathlib import Path


def test_tables(sie_path: Path) -> None:
    result = CliRunner().invoke(measure, [str(sie_path)], env={"COLUMNS": "120"})
    assert result.exit_code == 0
    expected = (
        "Fjällviken", "5 entries, 13 lines", "Revenue", "1,000.00", "bank lines",
        "postings on bank accounts", "Not visible in a ledger", "Nothing was left out",
    )  # fmt: skip
    for words in expected:
        assert words in result.output


def test_json_and_mapping(csv_path: Path) -> None:
    arguments = [str(csv_path), "--json", "--map", "currency_code=SEK"]
    result = CliRunner().invoke(measure, arguments)
    assert result.exit_code == 0
    found = json.loads(result.output)
    assert found["currency"] == "SEK"
    assert found["pnl"]["result"] == 600.0  # 1,000 revenue less 400 rent


def test_markup_in_a_file_is_shown_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "[bold]x.csv"
    path.write_text("Date,Account,Amount\n2026-01-05,[red]a,5\n2026-01-05,b,-5\n")
    result = CliRunner().invoke(measure, [str(path)], env={"COLUMNS": "120"})
    assert "[bold]x.csv" in result.output
    assert "[red]a" in result.output


def test_errors_propagate(tmp_path: Path) -> None:
    result = CliRunner().invoke(measure, [str(tmp_path / "none.se")])
    assert isinstance(result.exception, IntakeError)
