"""Round trips: whatever books or bank lines a format is written with, the reader gives back."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from bestplaced.intake import read_ledger
from bestplaced.intake.canonical import read_canonical, write_ledger
from bestplaced.intake.columns import Mapping
from bestplaced.intake.formats import parse_export
from bestplaced.intake.ledger import Ledger
from tests.books import ACCOUNTS, BANKS, LEDGERS, as_api_tables, as_journal, bank_days, books

if TYPE_CHECKING:
    from tests.books import BankDay, Booked

# Choices that days such as 1/2 and amounts such as 1.000 would leave open in a short file.
STATED = Mapping(date_order="mdy")


def same(found: Ledger, entries: list[Booked], called: dict[str, str]) -> bool:
    """Say whether a ledger holds the entries that were written, posting by posting."""
    put_in = [
        (entry.date, *sorted((called[account], amount) for account, amount in entry.postings))
        for entry in entries
    ]
    read = [
        (entry.date, *sorted((line.account, line.amount) for line in entry.postings))
        for entry in found.entries
    ]
    return Counter(put_in) == Counter(read)


@pytest.mark.parametrize("name", LEDGERS)
@settings(max_examples=25, deadline=None)
@given(entries=books())
def test_written_books_are_read_back(name: str, entries: list[Booked]) -> None:
    write, numbered = LEDGERS[name]
    found = parse_export(write(entries).encode(), "x.dat", STATED)
    assert isinstance(found, Ledger)
    called = {a: a if numbered else ACCOUNTS[a][0] for a in ACCOUNTS}
    assert same(found, entries, called)
    assert read_canonical(write_ledger(found), "x.csv") == found


@pytest.mark.parametrize("name", BANKS)
@settings(max_examples=25, deadline=None)
@given(lines=bank_days())
def test_written_bank_lines_are_read_back(name: str, lines: list[BankDay]) -> None:
    found = parse_export(BANKS[name](lines).encode(), "x.dat", STATED)
    assert isinstance(found, tuple)
    (statement,) = found
    assert Counter((line.date, line.amount) for line in statement.lines) == Counter(lines)
    assert statement.difference in {None, 0}


@settings(max_examples=15, deadline=None)
@given(entries=books())
def test_written_tables_are_read_back(entries: list[Booked]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in as_api_tables(entries).items():
            (Path(folder) / f"{name}.csv").write_text(text)
        assert same(read_ledger(folder), entries, {account: account for account in ACCOUNTS})


@pytest.mark.skipif(not shutil.which("hledger"), reason="hledger is not installed")
@settings(max_examples=4, deadline=None)
@given(entries=books())
def test_written_journals_come_back_through_the_programs(entries: list[Booked]) -> None:
    found = parse_export(as_journal(entries).encode(), "x.journal")
    assert isinstance(found, Ledger)
    assert same(found, entries, {account: f"assets:{account}" for account in ACCOUNTS})
