"""Measuring a business from its own exports: ledgers in, driver volumes and findings out.

>>> from bestplaced.intake import measure
>>> measurement = measure(["ledger.csv"])  # doctest: +SKIP
"""

from __future__ import annotations

from bestplaced.intake.columns import Mapping
from bestplaced.intake.ledger import Account, Balance, Entry, Finding, Ledger, Posting, Rows
from bestplaced.intake.measure import (
    FileSummary,
    Measurement,
    ProfitAndLoss,
    measure,
    measure_ledgers,
    parse_ledger,
    read_ledger,
)
from bestplaced.intake.volumes import DRIVERS, Volume, unseen

__all__ = [
    "DRIVERS",
    "Account",
    "Balance",
    "Entry",
    "FileSummary",
    "Finding",
    "Ledger",
    "Mapping",
    "Measurement",
    "Posting",
    "ProfitAndLoss",
    "Rows",
    "Volume",
    "measure",
    "measure_ledgers",
    "parse_ledger",
    "read_ledger",
    "unseen",
]
