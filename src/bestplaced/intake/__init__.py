"""Measuring a business from its own exports: driver volumes and findings out.

Ledgers, bank statements and time logs are read into neutral values, whatever their format.

>>> from bestplaced.intake import measure
>>> measurement = measure(["ledger.csv"])  # doctest: +SKIP
"""

from __future__ import annotations

from bestplaced.intake.bank import BankLine, BankStatement, StatementSummary
from bestplaced.intake.canonical import write_ledger
from bestplaced.intake.columns import Mapping
from bestplaced.intake.folders import Unread
from bestplaced.intake.formats import parse_ledger, read_export, read_ledger, read_statements
from bestplaced.intake.health import CleanUp, Health
from bestplaced.intake.health_checks import Check
from bestplaced.intake.hours import Hours, measure_hours
from bestplaced.intake.ledger import Account, Balance, Entry, Finding, Ledger, Posting, Rows
from bestplaced.intake.meaning import meanings_in, stated_meanings
from bestplaced.intake.measure import (
    FileSummary,
    Measurement,
    ProfitAndLoss,
    measure,
    measure_ledgers,
)
from bestplaced.intake.months import Baseline, Month
from bestplaced.intake.stated import Stated
from bestplaced.intake.timelog import TimeEntry, TimeLog
from bestplaced.intake.volumes import DRIVERS, Volume, unseen

__all__ = [
    "DRIVERS",
    "Account",
    "Balance",
    "BankLine",
    "BankStatement",
    "Baseline",
    "Check",
    "CleanUp",
    "Entry",
    "FileSummary",
    "Finding",
    "Health",
    "Hours",
    "Ledger",
    "Mapping",
    "Measurement",
    "Month",
    "Posting",
    "ProfitAndLoss",
    "Rows",
    "Stated",
    "StatementSummary",
    "TimeEntry",
    "TimeLog",
    "Unread",
    "Volume",
    "meanings_in",
    "measure",
    "measure_hours",
    "measure_ledgers",
    "parse_ledger",
    "read_export",
    "read_ledger",
    "read_statements",
    "stated_meanings",
    "unseen",
    "write_ledger",
]
