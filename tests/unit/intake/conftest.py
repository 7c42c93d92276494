"""Invented ledgers for the tests of this room."""

from __future__ import annotations

from pathlib import Path

import pytest

LEDGERS = Path(__file__).parents[2] / "fixtures" / "ledgers"


@pytest.fixture
def sie_path() -> Path:
    """Return a small SIE 4 file in CP437: five vouchers of an invented joinery."""
    return LEDGERS / "fjallviken-snickeri.se"


@pytest.fixture
def sie_bytes(sie_path: Path) -> bytes:
    """Return the content of the small SIE 4 file."""
    return sie_path.read_bytes()


@pytest.fixture
def csv_path() -> Path:
    """Return a small Swedish table in CP1252: three entries of an invented bakery."""
    return LEDGERS / "pahittade-bageriet.csv"
