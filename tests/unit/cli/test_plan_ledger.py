"""What a ledger measures reaches the case: volumes, and the months to clean up."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bestplaced.cli.plan import case_of, measured_of

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
