"""Days of entry, people and marks in a ledger table reach the checks of health."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from bestplaced.intake.csv_ledger import read_csv

if TYPE_CHECKING:
    from bestplaced.intake.ledger import Ledger

HEAD = "Date,Entry,Account,Amount,Entered,Entered by,Approved by,Document,Customer,Reconciled\n"


def read(*rows: str, head: str = HEAD) -> Ledger:
    """Return the ledger of some rows."""
    return read_csv((head + "".join(f"{row}\n" for row in rows)).encode(), "x.csv")


def test_every_part_beside_the_postings_is_read() -> None:
    ledger = read(
        "2026-01-05,1,1510,5.00,2026-02-20,Dana,Olive,F77,Elm Homes,yes",
        "2026-01-05,1,3000,-5.00,2026-02-20,Dana,Olive,F77,,no",
    )
    entry = ledger.entries[0]
    assert (entry.entered, entry.person, entry.approver, entry.document) == (
        dt.date(2026, 2, 20), "Dana", "Olive", "F77",
    )  # fmt: skip
    assert [(p.party, p.matched) for p in entry.postings] == [("Elm Homes", "yes"), ("", "")]


@pytest.mark.parametrize(
    ("day", "entered", "told"),
    [
        ("2026-01-05", "20/02/2026", None),  # only a 20th is possible: the day comes first
        ("2026-01-05", "05/02/2026", "can be read in two ways"),
        ("25/01/2026", "05/02/2026", None),  # the dates of the entries show the order
        ("2026-01-05", "soon", "1 day(s) of entry cannot be read"),
    ],
)
def test_a_day_of_entry_is_never_guessed(day: str, entered: str, told: str | None) -> None:
    ledger = read(f"{day},1,1510,5.00,{entered},,,,,", f"{day},1,3000,-5.00,{entered},,,,,")
    found = ledger.entries[0].entered
    if told is None:
        assert found is not None
        assert found.month == 2
    else:
        assert found is None
        assert any(told in finding.what for finding in ledger.findings)


def test_a_doubled_column_beside_the_postings_is_left_unread_and_refuses_nothing() -> None:
    head = "Date,Entry,Account,Amount,Customer,Customer\n"
    ledger = read("2026-01-05,1,1510,5.00,a,b", "2026-01-05,1,3000,-5.00,a,b", head=head)
    assert ledger.entries[0].postings[0].party == ""
