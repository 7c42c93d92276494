"""What is stated of all files, and of one by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake import measure
from bestplaced.intake.columns import Mapping
from bestplaced.intake.stated import Stated
from tests.exports import TABLE

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_said_of_one_file_wins_there() -> None:
    stated = Stated.parse(["decimal=comma,currency_code=EUR", "file=b.csv,date=1,decimal=point"])
    assert stated.of("a.csv") == Mapping(decimal="comma", currency_code="EUR")
    of_b = stated.of("b.csv")
    assert of_b is not None
    assert (of_b.date, of_b.decimal, of_b.currency_code) == ("1", "point", "EUR")
    assert Stated.parse([]).of("a.csv") is None


def test_a_ledger_and_a_list_without_header_are_read_together(tmp_path: Path) -> None:
    (tmp_path / "books.csv").write_text(TABLE)
    (tmp_path / "bank.csv").write_text("2026-01-05,5.50,x\n2026-01-06,-1.00,y\n2026-01-07,2.00,z\n")
    stated = Stated.parse(["currency_code=EUR", "file=bank.csv,date=1,amount=2,text=3"])
    found = measure([tmp_path], stated)
    assert found.currency == "EUR"
    assert [item.lines for item in found.statements] == [3]


def test_a_file_that_is_not_read_and_one_stated_twice_are_named(tmp_path: Path) -> None:
    (tmp_path / "books.csv").write_text(TABLE)
    with pytest.raises(IntakeError, match=r"no file called 'bank\.csv' is read"):
        measure([tmp_path], Stated.parse(["file=bank.csv,date=1"]))
    with pytest.raises(IntakeError, match="stated twice"):
        Stated.parse(["file=a.csv,date=1", "file=a.csv,text=2"])
