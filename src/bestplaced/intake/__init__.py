"""Measuring a business from its own exports: driver volumes and findings out.

Ledgers and bank statements are read into neutral values, whatever their format.

>>> from bestplaced.intake import measure
>>> measurement = measure(["ledger.csv"])  # doctest: +SKIP
"""

from __future__ import annotations

from bestplaced.intake.bank import BankLine, BankStatement, StatementSummary
from bestplaced.intake.columns import Mapping
from bestplaced.intake.formats import parse_ledger, read_export, read_ledger, read_statements
from bestplaced.intake.ledger import Account, Balance, Entry, Finding, Ledger, Posting, Rows
from bestplaced.intake.measure import (
    FileSummary,
    Measurement,
    ProfitAndLoss,
    measure,
    measure_ledgers,
)
from bestplaced.intake.volumes import DRIVERS, Volume, unseen

__all__ = [
    "DRIVERS",
    "Account",
    "Balance",
    "BankLine",
    "BankStatement",
    "Entry",
    "FileSummary",
    "Finding",
    "Ledger",
    "Mapping",
    "Measurement",
    "Posting",
    "ProfitAndLoss",
    "Rows",
    "StatementSummary",
    "Volume",
    "measure",
    "measure_ledgers",
    "parse_ledger",
    "read_export",
    "read_ledger",
    "read_statements",
    "unseen",
]
