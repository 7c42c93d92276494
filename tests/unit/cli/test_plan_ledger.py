"""What a ledger measures reaches the case: volumes, and the months to clean up."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bestplaced.cli.plan import case_of, measured_of
from bestplaced.cli.plan import plan as command

if TYPE_CHECKING:
    from bestplaced.intake import Measurement

EXAMPLES = Path(__file__).parents[3] / "examples"
CASE, LEDGER = EXAMPLES / "harbour-joinery.yaml", EXAMPLES / "ledgers" / "harbour-joinery.csv"


@pytest.fixture(scope="module")
def measured() -> Measurement:
    """Return the example's ledger, judged three months after its end."""
    found = measured_of((str(LEDGER),), (), dt.datetime(2026, 3, 31, tzinfo=dt.UTC))
    assert found is not None
    return found


def test_months_behind_reach_the_terms_of_the_deal(measured: Measurement) -> None:
    case = case_of(str(CASE), measured, ())
    assert case.deal_terms.months_behind == pytest.approx(3, abs=0.1)  # January to March


def test_months_that_the_case_states_stand(measured: Measurement, tmp_path: Path) -> None:
    stated = tmp_path / "case.yaml"
    stated.write_text(CASE.read_text() + "\ndeal: {months_behind: 7}\n")
    assert case_of(str(stated), measured, ()).deal_terms.months_behind == 7


def test_volumes_that_the_case_states_are_not_told_as_measured(tmp_path: Path) -> None:
    stated = tmp_path / "case.yaml"
    stated.write_text(CASE.read_text() + "\nvolumes: {bank_lines: 1200}\n")
    asked = CliRunner().invoke(
        command, [str(stated), "--ledger", str(LEDGER), "--time-limit", "20"]
    )
    said = " ".join(asked.output.split())
    told = said.partition("Volumes measured from the ledger: ")[2].partition(".")[0]
    assert "supplier payments" in told
    assert "bank lines" not in told
    assert "How far the books lie behind is not known: the last day in the files is" in said


HOURS = """Date,Person,Task,Hours
2025-01-01,Dana,Bank and card coding,10
2025-01-10,Lee,B07,3
2025-03-31,Dana,Bank and card coding,10
2025-03-31,Dana,Gardening,4
"""


def test_logged_hours_stand_for_those_of_today(tmp_path: Path) -> None:
    """90 days: 20 hours of B01 make 20 * 365 / 90 = 81.1 a year; B07 3 make 12.2."""
    log = tmp_path / "hours.csv"
    log.write_text(HOURS)
    found = measured_of((str(log),), ())
    assert found is not None
    case = case_of(str(CASE), found, ())
    assert case.measured_hours["B01"] == pytest.approx(20 * 365 / 90)
    assert case.measured_hours["B07"] == pytest.approx(3 * 365 / 90)
    noted = case.provenance["hours.B01"]
    assert (noted.unit, noted.source, noted.grade) == ("hours/year", "time-log", "B")
    asked = CliRunner().invoke(command, [str(CASE), "--ledger", str(log), "--time-limit", "20"])
    assert "Today's hours a year taken from time logs: B01 81, B07 12." in " ".join(
        asked.output.split()
    )


def test_hours_that_the_case_states_and_short_logs_are_left_alone(tmp_path: Path) -> None:
    log, stated = tmp_path / "hours.csv", tmp_path / "case.yaml"
    log.write_text(HOURS)
    stated.write_text(CASE.read_text() + "\nhours: {B01: 300}\n")
    case = case_of(str(stated), measured_of((str(log),), ()), ())
    assert case.measured_hours["B01"] == 300
    assert "hours.B01" not in case.provenance
    log.write_text("".join(HOURS.splitlines(keepends=True)[:3]))  # ten days only
    assert case_of(str(CASE), measured_of((str(log),), ()), ()).measured_hours == {}
